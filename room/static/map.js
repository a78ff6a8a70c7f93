// Draws the map of published reports from its table: the table is the data, and all there is without a script.
(async () => {
  "use strict";
  const frame = document.getElementById("map");
  const table = frame && document.getElementById(frame.dataset.table);
  if (!table || typeof echarts === "undefined") return;
  const answer = await fetch(frame.dataset.borders);
  if (!answer.ok) return;
  const borders = await answer.json();
  const nameOf = new Map(borders.features.map(({ properties }) => [properties.code, properties.name]));

  const rows = new Map();
  for (const row of table.tBodies[0].rows) {
    const name = nameOf.get(row.dataset.code);
    if (!name) continue;
    const [title, share, count] = [...row.cells].map((cell) => cell.innerText.trim());
    const [places, published] = [Number(row.dataset.places), Number(row.dataset.published)];
    const href = row.cells[0].querySelector("a")?.href;
    rows.set(name, { name, row, href, text: `${title}  ${share}  ${count}`, value: places ? published / places : NaN });
  }

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const options = () => ({
    animation: false,
    tooltip: {
      renderMode: "richText",
      confine: true,
      backgroundColor: colour("--sheet"),
      borderColor: colour("--line-strong"),
      textStyle: { color: colour("--ink"), fontSize: 13 },
      formatter: ({ name }) => rows.get(name)?.text ?? name,
    },
    visualMap: {
      show: false,
      pieces: [
        { value: 0, color: colour("--none") },
        ...[1, 2, 3, 4, 5].map((step) => ({ gt: (step - 1) / 5, lte: step / 5, color: colour(`--scale-${step}`) })),
      ],
      outOfRange: { color: colour("--none") },
    },
    series: borders.bbox
      ? [series({ top: 8, bottom: 8, left: 8, right: 8, boundingCoords: corners(borders.bbox) }), series(inset())]
      : [series({ top: 8, bottom: 8, left: 8, right: 8 })],
    graphic: borders.bbox ? [corner()] : [],
  });

  // A map with a part far away shows its main part, and the whole in a corner.
  const inset = () => ({
    map: `${frame.dataset.name}-whole`, silent: true,
    width: "18%", height: "36%", right: "2%", bottom: "3%",
    itemStyle: { areaColor: colour("--none"), borderColor: colour("--muted"), borderWidth: 0.6 },
  });
  const corner = () => ({
    type: "rect", silent: true, right: "1%", bottom: "1.5%",
    shape: { width: frame.clientWidth * 0.2, height: frame.clientHeight * 0.39 },
    style: { fill: "transparent", stroke: colour("--line-strong") },
  });
  const corners = ([west, south, east, north]) => [[west, north], [east, south]];
  const series = (place) => ({
    type: "map",
    map: frame.dataset.name,
    nameProperty: "name",
    selectedMode: false,
    aspectScale: 0.78,
    label: { show: false },
    itemStyle: { areaColor: colour("--none"), borderColor: colour("--paper"), borderWidth: 0.8 },
    emphasis: { label: { show: false }, itemStyle: { areaColor: null, borderColor: colour("--ink"), borderWidth: 1.6 } },
    data: [...rows.values()].map(({ name, value }) => ({ name, value })),
    ...place,
  });

  frame.hidden = false;
  document.getElementById("map-legend").hidden = false;
  echarts.registerMap(frame.dataset.name, borders);
  // Series of one map are drawn as one: the map in the corner needs a name of its own.
  if (borders.bbox) echarts.registerMap(`${frame.dataset.name}-whole`, borders);
  const chart = echarts.init(frame, null, { renderer: "canvas" });
  chart.setOption(options());
  chart.on("click", ({ name }) => { const href = rows.get(name)?.href; if (href) location.assign(href); });
  new ResizeObserver(() => { chart.resize(); chart.setOption(options()); }).observe(frame);
  document.addEventListener("theme", () => chart.setOption(options()));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => chart.setOption(options()));
})();
