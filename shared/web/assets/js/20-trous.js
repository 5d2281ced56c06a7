// Fragments of other services: when one is silent, its place says so politely, with the age of the last contact, and asks again.
(() => {
  "use strict";
  const RETRY_MS = 10000;
  const SILENT = new Set([0, 502, 503, 504]);
  const retries = new WeakMap();

  const key = (slot) => `contact:${slot.dataset.service}`;
  const slotOf = (event) => event.detail.elt?.closest?.("[data-service]");

  function remember(slot) {
    try { localStorage.setItem(key(slot), String(Date.now())); } catch { return; }
  }

  /** The latest of what this browser remembers and what the page was told by its server; null when neither knows. */
  function lastContact(slot) {
    const told = Date.parse(slot.dataset.contact ?? "") || 0;
    try { return Math.max(Number(localStorage.getItem(key(slot))) || 0, told) || null; } catch { return told || null; }
  }

  /** In the place of a fragment that only people who signed in may see; it asks no more. */
  function signIn(slot) {
    const node = document.getElementById("modele-connexion").content.firstElementChild.cloneNode(true);
    node.querySelector("[data-quoi]").textContent = slot.dataset.quoi ?? `ce que dit ${slot.dataset.service}`;
    const link = node.querySelector("a");
    link.href += `?vers=${encodeURIComponent(location.pathname + location.search)}`;
    return node;
  }

  function hole(slot, status) {
    const node = document.getElementById("modele-trou").content.firstElementChild.cloneNode(true);
    const verb = SILENT.has(status) ? "ne répond pas" : "n’a pas pu répondre";
    node.querySelector("[data-phrase]").textContent = `${slot.dataset.service} ${verb}`;
    const since = lastContact(slot);
    const contact = node.querySelector("[data-contact]");
    if (since) {
      const time = contact.querySelector("time");
      time.dateTime = new Date(since).toISOString();
      time.title = new Date(since).toLocaleString("fr-FR");
      time.textContent = globalThis.maillage.age((Date.now() - since) / 1000);
    } else {
      contact.remove();
    }
    node.querySelector("button").addEventListener("click", () => htmx.trigger(slot, "revoir"));
    return node;
  }

  function fail(event) {
    const slot = slotOf(event);
    if (!slot) return;
    const status = event.detail.xhr?.status ?? 0;
    if (status === 401) return slot.replaceWith(signIn(slot));
    slot.querySelector(":scope > .trou")?.remove();
    slot.querySelector(":scope > .attente")?.remove();
    slot.prepend(hole(slot, status));
    slot.setAttribute("aria-busy", "false");
    if (SILENT.has(status) && !slot.getAttribute("hx-trigger").includes("every")) retry(slot);
  }

  /** One question to come at most; a refusal would only be heard again, so it asks no more by itself. */
  function retry(slot) {
    clearTimeout(retries.get(slot));
    retries.set(slot, setTimeout(() => htmx.trigger(slot, "revoir"), RETRY_MS));
  }

  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, fail);

  document.addEventListener("htmx:afterSwap", (event) => {
    const slot = slotOf(event);
    if (!slot) return;
    clearTimeout(retries.get(slot));
    remember(slot);
    slot.setAttribute("aria-busy", "false");
  });

  // A figure that moves is told aloud once: when its sentence changes, never at each refresh.
  document.addEventListener("htmx:afterSettle", () => {
    const told = document.querySelector("[data-annonce]");
    const region = document.getElementById("annonce");
    if (told && region && region.textContent !== told.dataset.annonce) region.textContent = told.dataset.annonce;
  });
})();
