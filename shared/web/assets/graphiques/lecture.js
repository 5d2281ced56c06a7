// Reads what a chart draws: every <data value data-serie data-mois> of its table, in the order of the table.

/** The month `AAAA-MM` that follows. */
function suivant(code) {
  const [annee, rang] = code.split("-").map(Number);
  return rang === 12 ? `${annee + 1}-01` : `${annee}-${String(rang + 1).padStart(2, "0")}`;
}

/** Months from the first to the last, none missing. */
function etendue(premier, dernier) {
  const mois = [];
  for (let code = premier; code <= dernier; code = suivant(code)) mois.push(code);
  return mois;
}

/** What the figure says of itself, and the series of its table: `valeurs` follow `mois`, null where there is no figure. */
export function lire(figure, table) {
  const { cible, debut, fin, principale } = figure.dataset;
  const points = new Map();
  const vus = debut && fin ? [debut, suivant(fin)] : [];
  for (const donnee of table.querySelectorAll("data[data-serie]")) {
    const { serie, mois } = donnee.dataset;
    if (!points.has(serie)) points.set(serie, new Map());
    points.get(serie).set(mois, { valeur: Number(donnee.value), texte: donnee.textContent.trim(), partiel: "partiel" in donnee.dataset, donnee });
    vus.push(mois);
  }
  vus.sort();
  const mois = vus.length ? etendue(vus[0], vus.at(-1)) : [];
  const series = [...points].map(([nom, par]) => ({
    nom,
    principale: principale ? nom === principale : true,
    points: mois.map((code) => par.get(code) ?? null),
  }));
  return { mois, series, cible: cible ? Number(cible) : null, bande: debut && fin ? [debut, fin] : null };
}

/** A month in few words: `mars`, and its year under it in January or when it comes first. */
export function motDuMois(code, long = false) {
  const jour = new Date(`${code}-01T12:00:00`);
  return jour.toLocaleDateString("fr-FR", { month: long ? "long" : "short", ...(long && { year: "numeric" }) }).replace(" ", "\u00a0");
}
