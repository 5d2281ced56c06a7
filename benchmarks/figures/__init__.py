"""The figures, in the order in which they are measured."""

from benchmarks.figures import consumer, directory, outbox, rebuild

FIGURES = (consumer.FIGURE, outbox.FIGURE, directory.FIGURE, rebuild.FIGURE)
