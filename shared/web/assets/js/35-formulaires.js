// Forms: a counter under long texts, one sending per click, and a draft of what is typed kept in this tab until it is sent.
(() => {
  "use strict";
  const FRENCH = new Intl.NumberFormat("fr-FR");
  const AGAIN_MS = 10000;
  const timers = new WeakMap();

  function count(area) {
    const max = Number(area.dataset.max);
    const left = max - area.value.length;
    const plural = Math.abs(left) > 1 ? "s" : "";
    const counter = document.querySelector(`[data-compteur="${area.id}"]`);
    const words = left < 0
      ? `${FRENCH.format(-left)} caractère${plural} de trop`
      : `${FRENCH.format(left)} caractère${plural} restant${plural}`;
    counter.textContent = words;
    counter.classList.toggle("trop", left < 0);
    const voice = document.querySelector(`[data-compteur-dit="${area.id}"]`);
    clearTimeout(timers.get(area));
    if (left < max / 10) timers.set(area, setTimeout(() => { voice.textContent = words; }, 1000));
  }

  const key = (field) => `brouillon:${field.dataset.brouillon}`;

  function remember(field) {
    try {
      if (field.value) sessionStorage.setItem(key(field), field.value);
      else sessionStorage.removeItem(key(field));
    } catch { return; }
  }

  function restore(field) {
    try {
      const kept = sessionStorage.getItem(key(field));
      if (kept && !field.value) field.value = kept;
    } catch { return; }
  }

  function forget(node) {
    try { sessionStorage.removeItem(`brouillon:${node.dataset.oublier}`); } catch { return; }
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-oublier]").forEach(forget);
    document.querySelectorAll("[data-brouillon]").forEach(restore);
    document.querySelectorAll("textarea[data-max]").forEach(count);
  });

  document.addEventListener("input", ({ target }) => {
    if (target.matches("textarea[data-max]")) count(target);
    if (target.matches("[data-brouillon]")) remember(target);
  });

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button?.matches("[data-une-fois]")) return;
    if (button.getAttribute("aria-disabled") === "true") return event.preventDefault();
    button.setAttribute("aria-disabled", "true");
    setTimeout(() => button.removeAttribute("aria-disabled"), AGAIN_MS);
  });

  addEventListener("pageshow", () => {
    document.querySelectorAll("[data-une-fois][aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  });
})();
