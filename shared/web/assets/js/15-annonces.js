// What is said aloud: one polite voice for the page; what has just happened is read once, then leaves the address.
(() => {
  "use strict";
  const PAUSE_MS = 60;

  /** The same words twice are read twice: the region is emptied in between. */
  globalThis.maillage.annoncer = (words) => {
    const region = document.getElementById("annonce");
    region.textContent = "";
    setTimeout(() => { region.textContent = words; }, PAUSE_MS);
  };

  /** A message born with the page is not read by every screen reader: it is written again once the page is there. */
  function readOnce() {
    const told = document.querySelector("[data-une-lecture]");
    if (!told) return;
    setTimeout(() => globalThis.maillage.annoncer(told.textContent.trim().replace(/\s+/g, " ")), 300);
    const address = new URL(location.href);
    if (!address.searchParams.has("fait")) return;
    address.searchParams.delete("fait");
    history.replaceState(history.state, "", address);
  }

  document.addEventListener("DOMContentLoaded", () => {
    readOnce();
    document.querySelector("[data-prendre-le-focus]")?.focus();
  });
})();
