// Live parts: what arrives is shown at once, or waits behind « 1 nouvelle demande, afficher » while somebody is inside the part.
(() => {
  "use strict";
  const keysOf = (root) => new Set([...root.querySelectorAll("[data-cle]")].map((row) => row.dataset.cle));
  const sameText = (a, b) => a.replace(/\s+/g, " ").trim() === b.replace(/\s+/g, " ").trim();

  /** Ages move by themselves: two parts are the same when they differ by nothing else. */
  function essence(root) {
    const copy = root.cloneNode(true);
    copy.querySelectorAll("time[data-age]").forEach((time) => { time.textContent = ""; time.removeAttribute("class"); });
    copy.querySelectorAll("details[open]").forEach((details) => details.removeAttribute("open"));
    copy.querySelectorAll("[class]").forEach((node) => node.classList.remove("htmx-settling", "htmx-added"));
    return copy.innerHTML;
  }

  function busy(part) {
    const focused = document.activeElement;
    if (focused && focused !== document.body && part.contains(focused)) return true;
    if (part.querySelector("details[open]")) return true;
    return part.matches(":hover") || part.getBoundingClientRect().top < 0;
  }

  function words(part, fresh) {
    const shown = keysOf(part);
    const count = [...keysOf(fresh)].filter((key) => !shown.has(key)).length;
    if (count === 0) return part.dataset.change;
    return `${count}\u00a0${count > 1 ? part.dataset.plusieurs : part.dataset.un}`;
  }

  function notice(part, phrase) {
    const id = `${part.id}-avis`;
    document.getElementById(id)?.remove();
    const button = document.createElement("button");
    button.id = id;
    button.type = "button";
    button.className = "vivant-avis";
    button.textContent = `${phrase}, afficher`;
    button.addEventListener("click", () => {
      if ("recharger" in part.dataset) return location.reload();
      button.remove();
      part.dataset.montrer = "oui";
      htmx.trigger(part, "revoir");
    });
    part.before(button);
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    const part = event.detail.target;
    if (!part?.matches?.("[data-vivant]") || event.detail.requestConfig?.elt !== part || event.detail.isError) return;
    const fresh = document.createElement("template");
    fresh.innerHTML = event.detail.serverResponse;
    const holder = document.createElement("div");
    holder.append(fresh.content);
    if (sameText(essence(part), essence(holder))) {
      event.detail.shouldSwap = false;
      return;
    }
    const phrase = words(part, holder);
    const wanted = part.dataset.montrer === "oui";
    if ("recharger" in part.dataset || (busy(part) && !wanted)) {
      event.detail.shouldSwap = false;
      notice(part, phrase);
    } else {
      document.getElementById(`${part.id}-avis`)?.remove();
    }
    if (!wanted) globalThis.maillage.annoncer(phrase);
    delete part.dataset.montrer;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.matches?.("[data-vivant]")) htmx.trigger(document, "maillage:compte");
  });
})();
