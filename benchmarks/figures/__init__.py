"""The figures, in the order in which they are measured."""

from benchmarks.figures import consumer, deposit, directory, inbox, outbox, rebuild, usages

FIGURES = (
    consumer.FIGURE,
    outbox.FIGURE,
    deposit.FIGURE,
    inbox.FIGURE,
    usages.FIGURE,
    directory.FIGURE,
    rebuild.FIGURE,
)
