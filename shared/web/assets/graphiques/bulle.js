// What is under the pointer: the month and its figures, word for word as the table writes them; the row is shown too.
import { motDuMois } from "./lecture.js";

const MARGE = 12;

const element = (balise, classe, texte) => Object.assign(document.createElement(balise), { className: classe, textContent: texte ?? "" });

function lignes(releve, rang) {
  return releve.series
    .filter(({ points }) => points[rang])
    .sort((a, b) => b.principale - a.principale || b.points[rang].valeur - a.points[rang].valeur);
}

/** Show the bubble while the pointer is over the chart; a touch shows it until the next touch elsewhere. */
export function suivre(chart, place, releve, table) {
  const bulle = element("div", "graphique-bulle");
  const trait = element("div", "graphique-trait");
  bulle.hidden = trait.hidden = true;
  bulle.setAttribute("aria-hidden", "true");
  place.append(trait, bulle);
  let montre = -1;

  function cacher() {
    montre = -1;
    bulle.hidden = trait.hidden = true;
    table.querySelectorAll(".vise").forEach((ligne) => ligne.classList.remove("vise"));
  }

  function montrer(rang) {
    const dites = lignes(releve, rang);
    if (rang === montre) return;
    cacher();
    if (dites.length === 0) return;
    montre = rang;
    bulle.replaceChildren(element("strong", "", motDuMois(releve.mois[rang], true)));
    for (const { nom, points, principale } of dites) {
      const ligne = element("span", principale ? "graphique-bulle-principale" : "");
      ligne.append(element("span", "", nom), element("b", "", points[rang].texte));
      bulle.append(ligne);
    }
    if (dites.length === 1) dites[0].points[rang].donnee.closest("tr")?.classList.add("vise");
    const x = chart.convertToPixel({ xAxisIndex: 0 }, rang);
    bulle.hidden = trait.hidden = false;
    trait.style.translate = `${x}px`;
    const gauche = x + MARGE + bulle.offsetWidth > place.clientWidth ? x - MARGE - bulle.offsetWidth : x + MARGE;
    bulle.style.translate = `${Math.max(0, gauche)}px`;
  }

  place.addEventListener("pointermove", (event) => {
    const x = event.clientX - place.getBoundingClientRect().left;
    const rang = Math.round(chart.convertFromPixel({ xAxisIndex: 0 }, x));
    if (rang >= 0 && rang < releve.mois.length) montrer(rang);
  });
  place.addEventListener("pointerleave", cacher);
}
