// Charts: each <figure data-graphique="id"> draws the numbers of the table of that id, and nothing else.
import { init, use } from "echarts/core";
import { LineChart } from "echarts/charts";
import { GridSimpleComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import { suivre } from "./bulle.js";
import { lire } from "./lecture.js";
import { option } from "./option.js";

use([LineChart, GridSimpleComponent, SVGRenderer]);

function dessiner(figure) {
  const place = figure.querySelector(".graphique-trace");
  const table = document.getElementById(figure.dataset.graphique);
  if (!place || !table || place.dataset.dessine) return;
  const releve = lire(figure, table);
  if (releve.mois.length === 0) return;
  const chart = init(place, null, { renderer: "svg" });
  const etaler = () => chart.setOption(option(releve, place.clientWidth), { notMerge: true });
  etaler();
  suivre(chart, place, releve, table);
  new ResizeObserver(() => {
    if (place.clientWidth === 0 || place.clientWidth === chart.getWidth()) return;
    chart.resize();
    etaler();
  }).observe(place);
  place.dataset.dessine = "oui";
}

const tout = () => document.querySelectorAll("figure[data-graphique]").forEach(dessiner);
tout();
document.addEventListener("htmx:load", tout);
