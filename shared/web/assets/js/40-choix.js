// A field that proposes as one types (combobox): the list comes from htmx, the keyboard walks it, a choice fills the field.
(() => {
  "use strict";
  const fieldOf = (node) => node.closest("[data-choix]")?.querySelector("input[role=combobox]");
  const holderOf = (field) => document.getElementById(field.getAttribute("aria-controls"));
  const optionsOf = (field) => [...holderOf(field).querySelectorAll("[role=option]")];

  function show(field, open) {
    const holder = holderOf(field);
    holder.hidden = !open;
    field.setAttribute("aria-expanded", String(open && optionsOf(field).length > 0));
    if (!open) mark(field, null);
  }

  function mark(field, option) {
    for (const other of optionsOf(field)) other.setAttribute("aria-selected", String(other === option));
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  }

  function choose(field, option) {
    const box = field.closest("[data-choix]");
    field.value = option.dataset.finess;
    const chosen = box.querySelector("[data-choisie]");
    chosen.textContent = `${option.dataset.nom}, ${option.querySelector(".doux").textContent.trim()}`;
    show(field, false);
    globalThis.maillage.annoncer(`${option.dataset.nom} choisie`);
  }

  function walk(field, step) {
    const options = optionsOf(field);
    if (options.length === 0) return;
    show(field, true);
    const here = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const next = here < 0 ? (step > 0 ? 0 : options.length - 1) : (here + step + options.length) % options.length;
    mark(field, options[next]);
  }

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.matches?.("[data-choix] input[role=combobox]")) return;
    const marked = document.getElementById(field.getAttribute("aria-activedescendant") ?? "");
    const open = !holderOf(field).hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(field, event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && open && marked) choose(field, marked);
    else if (event.key === "Escape" && open) show(field, false);
    else return;
    event.preventDefault();
  });

  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest?.("[data-choix] [role=option]");
    if (!option) return;
    event.preventDefault();
    const field = fieldOf(option);
    field.focus();
    choose(field, option);
  });

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.elt.matches("[data-choix] input[role=combobox]")) detail.parameters.q = detail.elt.value;
  });

  document.addEventListener("input", ({ target }) => {
    if (!target.matches("[data-choix] input[role=combobox]")) return;
    target.closest("[data-choix]").querySelector("[data-choisie]").textContent = "";
  });

  document.addEventListener("focusout", ({ target }) => {
    if (target.matches?.("[data-choix] input[role=combobox]")) show(target, false);
  });

  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    const holder = detail.target;
    if (!holder?.matches?.("[data-choix-liste]")) return;
    const field = fieldOf(holder);
    if (document.activeElement !== field) return;
    show(field, true);
    const told = holder.querySelector("[aria-label]")?.getAttribute("aria-label") ?? holder.textContent.trim();
    globalThis.maillage.annoncer(told);
  });
})();
