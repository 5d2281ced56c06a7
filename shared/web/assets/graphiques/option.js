// What ECharts is asked to draw: rates by month, the target as a dashed line, the months of the engagement as a band.
import { motDuMois } from "./lecture.js";

const POLICE = getComputedStyle(document.documentElement).getPropertyValue("--tblr-font-sans-serif").trim() || "sans-serif";
const TEXTE = { color: "var(--encre-douce)", fontFamily: POLICE, fontSize: 13 };
const LARGEUR_D_UN_MOIS = 44;

const plafond = (releve) => {
  const valeurs = releve.series.flatMap(({ points }) => points.map((point) => point?.valeur ?? 0));
  return Math.max(100, Math.ceil(Math.max(...valeurs, releve.cible ?? 0) / 20) * 20);
};

function axeDesMois(releve, largeur) {
  const pas = Math.max(1, Math.ceil(releve.mois.length / Math.max(2, Math.floor(largeur / LARGEUR_D_UN_MOIS))));
  return {
    type: "category",
    data: releve.mois,
    boundaryGap: false,
    axisLine: { lineStyle: { color: "var(--trait-fort)" } },
    axisTick: { show: false },
    axisLabel: {
      ...TEXTE,
      margin: 10,
      lineHeight: 16,
      interval: (rang) => rang % pas === 0,
      formatter: (code, rang) => {
        const premier = rang === 0 || releve.mois[rang - pas]?.slice(0, 4) !== code.slice(0, 4);
        return premier ? `${motDuMois(code)}\n${code.slice(0, 4)}` : motDuMois(code);
      },
    },
  };
}

const axeDesTaux = (haut) => ({
  type: "value",
  min: 0,
  max: haut,
  interval: haut > 200 ? undefined : 20,
  axisLabel: { ...TEXTE, formatter: "{value}\u202f%" },
  splitLine: { lineStyle: { color: "var(--trait)" } },
});

const muet = { silent: true, symbol: "none", animation: false, type: "line" };

const bande = ({ mois, bande: [debut, fin] }, haut) => ({
  ...muet,
  name: "engagement",
  data: mois.map((code) => (code >= debut && code <= fin ? haut : null)),
  lineStyle: { width: 0 },
  areaStyle: { color: "var(--accent)", opacity: 0.08 },
  z: 0,
});

const cible = ({ mois, cible: valeur }) => ({
  ...muet,
  name: "cible",
  data: mois.map(() => valeur),
  lineStyle: { color: "var(--encre)", width: 1.5, type: [6, 4] },
  z: 1,
});

const nommer = ({ texte }) => ({ label: { show: true, position: "top", distance: 8, formatter: texte, ...TEXTE, fontSize: 14, fontWeight: 600, color: "var(--encre)", textBorderColor: "var(--surface)", textBorderWidth: 3 } });

/** A point as drawn: the last whole one is larger and named, a partial one is hollow. */
function dessiner(point, estDernier, principale) {
  if (point === null) return null;
  const forme = point.partiel ? { symbol: "emptyCircle" } : {};
  return { value: point.valeur, symbolSize: estDernier ? 9 : 6, ...forme, ...(principale && estDernier && nommer(point)) };
}

function courbe({ nom, principale, points }) {
  const couleur = principale ? "var(--accent)" : "var(--trait-fort)";
  const dernier = points.findLastIndex((point) => point && !point.partiel);
  return {
    type: "line",
    name: nom,
    animation: false,
    data: points.map((point, rang) => dessiner(point, rang === dernier, principale)),
    connectNulls: false,
    symbol: "circle",
    showSymbol: principale,
    silent: true,
    lineStyle: { color: couleur, width: principale ? 2.5 : 1, opacity: principale ? 1 : 0.6 },
    itemStyle: { color: couleur },
    z: principale ? 3 : 2,
  };
}

/** The option of a reading, for a place of that width in pixels. */
export function option(releve, largeur) {
  const haut = plafond(releve);
  return {
    animation: false,
    grid: { left: 48, right: 28, top: 32, bottom: 44 },
    xAxis: axeDesMois(releve, largeur - 76),
    yAxis: axeDesTaux(haut),
    series: [
      ...(releve.bande ? [bande(releve, haut)] : []),
      ...(releve.cible === null ? [] : [cible(releve)]),
      ...releve.series.map(courbe),
    ],
  };
}
