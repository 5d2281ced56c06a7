// Keyboard: « / » search, « j k » walk a list, « e » take or assign, « ? » help; never while somebody types.
(() => {
  "use strict";
  const typing = (node) => node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName);

  function walk(step) {
    const links = [...document.querySelectorAll("[data-liste] a[data-ligne]")];
    if (links.length === 0) return;
    const here = links.indexOf(document.activeElement);
    const next = here < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + step, 0), links.length - 1);
    links[next].focus();
    links[next].scrollIntoView({ block: "nearest" });
  }

  function search() {
    const box = document.getElementById("recherche");
    box.focus();
    box.select();
  }

  /** The act of the row that has the focus, else of the page when it has only one. */
  function act(key) {
    const row = document.activeElement.closest("[data-liste] > li");
    const buttons = (row ?? document).querySelectorAll(`[data-touche="${key}"]`);
    if (buttons.length !== 1) return;
    if (buttons[0].matches("summary, select, textarea, input")) buttons[0].focus();
    if (!buttons[0].matches("select, textarea, input")) buttons[0].click();
  }

  const KEYS = {
    "/": search,
    j: () => walk(1),
    k: () => walk(-1),
    e: () => act("e"),
    "?": () => document.getElementById("aide").togglePopover(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const action = KEYS[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
})();
