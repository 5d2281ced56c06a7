// A file on its way: how much has left, then that it is being read; a refusal or a cut is told in its place, nothing typed is lost.
(() => {
  "use strict";
  const FRENCH = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 1 });
  const MEBI = 1024 * 1024;

  const formOf = (event) => event.target.closest?.("form[data-envoi]");
  const place = (form) => form.querySelector("[data-avancee]");

  function tell(form, words, share) {
    const box = place(form);
    const bar = box.querySelector("progress");
    box.hidden = false;
    bar.hidden = words === "" || share === null;
    if (share === undefined) bar.removeAttribute("value");
    else if (share !== null) bar.value = share;
    const said = box.querySelector("[role=status]");
    if (said.textContent !== words) said.textContent = words;
  }

  /** Say why nothing came back, and let the form be sent again at once. */
  function stop(form, words) {
    tell(form, words, null);
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  }

  function tooBig(form) {
    const input = form.querySelector("input[type=file][data-octets-max]");
    const file = input?.files[0];
    if (!file || file.size <= Number(input.dataset.octetsMax)) return "";
    return `«\u202f${file.name}\u202f» pèse ${FRENCH.format(file.size / MEBI)}\u202fMio\u202f: ${FRENCH.format(input.dataset.octetsMax / MEBI)}\u202fMio au plus.`;
  }

  document.addEventListener("change", (event) => {
    const form = formOf(event);
    if (form) tell(form, tooBig(form), null);
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = formOf(event);
    if (!form) return;
    const words = tooBig(form);
    if (words) {
      event.preventDefault();
      return stop(form, words);
    }
    tell(form, "Envoi du fichier…", 0);
  });

  // A form that leaves by itself has no progress to tell: that it left, and that one has to wait.
  document.addEventListener("submit", (event) => {
    const form = formOf(event);
    if (form && !form.hasAttribute("hx-post") && !event.defaultPrevented) tell(form, form.dataset.envoi);
  });

  document.addEventListener("htmx:xhr:progress", (event) => {
    const form = formOf(event);
    if (!form || !event.detail.lengthComputable) return;
    const { loaded, total } = event.detail;
    if (loaded < total) tell(form, `Envoi du fichier\u202f: ${FRENCH.format(loaded / MEBI)} sur ${FRENCH.format(total / MEBI)}\u202fMio`, loaded / total);
    else tell(form, "Fichier reçu. Lecture des lignes…");
  });

  document.addEventListener("htmx:responseError", (event) => {
    const form = formOf(event);
    if (!form) return;
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    stop(form, page.body.textContent.trim() || "Le fichier n’a pas pu être vérifié. Réessayez dans un instant.");
  });

  // What came back takes the focus: the summary of errors, else the title of what was found.
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    const answer = target.closest?.("[data-envoi-reponse]");
    const first = answer?.querySelector("[data-prendre-le-focus]") ?? answer?.querySelector("h1");
    if (!first) return;
    first.tabIndex = -1;
    first.focus();
  });

  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const form = formOf(event);
      if (form) stop(form, "La connexion s’est coupée. Le fichier est toujours choisi\u202f: réessayez.");
    });
  }
})();
