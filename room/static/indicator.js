// Draws the charts of an indicator from the tables beside them: the tables are the data, and all there is
// without a script. A bar or point leads where its row or cell of the table does.
(() => {
  "use strict";
  if (typeof echarts === "undefined") return;
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const figures = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
  const short = new Intl.NumberFormat(document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en", { notation: "compact", maximumSignificantDigits: 3 });
  const rowsOf = (table) => [...table.tBodies[0].rows];
  const hrefOf = (node) => node?.querySelector("a")?.href;

  // Names come from reports: ECharts must not take braces in them for its rich text.
  const plain = (text) => text.replace(/[{}|]/g, " ");

  const base = () => ({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colour("--ink") },
    grid: { left: 8, right: 24, top: 28, bottom: 8, containLabel: true },
    tooltip: {
      renderMode: "richText", confine: true, backgroundColor: colour("--sheet"), borderColor: colour("--line-strong"),
      textStyle: { color: colour("--ink"), fontSize: 13 },
    },
  });
  const axis = (extra) => ({
    axisLabel: { color: colour("--muted") },
    axisLine: { lineStyle: { color: colour("--line-strong") } },
    axisTick: { lineStyle: { color: colour("--line-strong") } },
    splitLine: { lineStyle: { color: colour("--line") } },
    ...extra,
  });
  // Counts stand on zero; rates are near one another and far from it.
  const valueAxis = (unit) => axis({ type: "value", name: unit, scale: unit === "%", nameTextStyle: { color: colour("--muted"), align: "left" }, axisLabel: { color: colour("--muted"), formatter: (value) => short.format(value) } });

  const draw = {
    // One bar a bin; the bars stand side by side whatever their widths, as their edges say.
    bins(frame, table) {
      const bins = rowsOf(table).map((row) => ({ low: +row.dataset.low, high: +row.dataset.high, count: +row.dataset.count, href: hrefOf(row) }));
      const last = bins.length - 1;
      // Where a value stands along the bars: which bin, and how far into it.
      const along = (value) => {
        const place = bins.findIndex((bin) => value < bin.high);
        if (place < 0) return last + 0.5;
        const { low, high } = bins[place];
        return place - 0.5 + (value - low) / (high - low);
      };
      const marks = [[frame.dataset.median, frame.dataset.medianName, "--muted"], [frame.dataset.own, frame.dataset.ownName, "--accent"]]
        .filter(([value]) => value !== undefined)
        .map(([value, name, tone], order) => ({ x: along(+value), text: `${plain(name)} ${figures.format(+value)}`, tone, order }));
      return {
        option: () => ({
          ...base(),
          grid: { left: 8, right: 24, top: 44, bottom: 8, containLabel: true },
          tooltip: { ...base().tooltip, trigger: "item", formatter: ({ dataIndex }) => { const bin = bins[dataIndex]; return bin ? `${figures.format(bin.low)} – ${figures.format(bin.high)}  ${frame.dataset.unit}\n${figures.format(bin.count)}` : ""; } },
          xAxis: [
            axis({ type: "category", data: bins.map((bin) => `${short.format(bin.low)}–${short.format(bin.high)}`), axisLabel: { color: colour("--muted"), align: "center" }, splitLine: { show: false }, name: frame.dataset.unit, nameLocation: "end", nameGap: 6, nameTextStyle: { color: colour("--muted") } }),
            { type: "value", min: -0.5, max: last + 0.5, show: false },
          ],
          yAxis: { ...valueAxis(""), axisLine: { show: false } },
          series: [
            { type: "bar", barCategoryGap: "4%", data: bins.map((bin) => bin.count), itemStyle: { color: colour("--scale-3") }, emphasis: { itemStyle: { color: colour("--scale-4") } } },
            {
              type: "line", xAxisIndex: 1, data: [], symbol: "none",
              markLine: {
                silent: true, symbol: "none",
                data: marks.map(({ x, text, tone, order }) => ({ xAxis: x, lineStyle: { color: colour(tone), width: 2, type: order ? "solid" : "dashed" }, label: { formatter: text, color: colour(tone), position: "end", offset: [0, order ? -16 : 0] } })),
              },
            },
          ],
        }),
        follow: ({ seriesType, dataIndex }) => (seriesType === "bar" ? bins[dataIndex].href : undefined),
      };
    },

    // The median of each year in the band of the middle half.
    years(frame, table) {
      const years = rowsOf(table).map((row) => ({ year: row.dataset.year, quantiles: row.dataset.quantiles.split(" ").map(Number), href: hrefOf(row) }));
      if (years.length < 2) return null;
      const band = (extra) => ({ type: "line", stack: "band", symbol: "none", silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false }, ...extra });
      return {
        option: () => ({
          ...base(),
          tooltip: { ...base().tooltip, trigger: "axis", formatter: ([{ dataIndex }]) => { const { year, quantiles } = years[dataIndex]; return `${year}\n${frame.dataset.medianName} ${figures.format(quantiles[2])}\n${frame.dataset.halfName} ${figures.format(quantiles[1])} – ${figures.format(quantiles[3])}`; } },
          xAxis: axis({ type: "category", boundaryGap: false, data: years.map(({ year }) => year), splitLine: { show: false } }),
          yAxis: valueAxis(frame.dataset.unit),
          series: [
            band({ data: years.map(({ quantiles }) => quantiles[1]) }),
            band({ data: years.map(({ quantiles }) => quantiles[3] - quantiles[1]), areaStyle: { color: colour("--scale-1") } }),
            { type: "line", data: years.map(({ quantiles }) => quantiles[2]), lineStyle: { color: colour("--accent"), width: 2.5 }, itemStyle: { color: colour("--accent") }, symbolSize: 7 },
          ],
        }),
        follow: ({ dataIndex }) => years[dataIndex]?.href,
      };
    },

    // A government, its parent, the median of its siblings, and each sibling thin behind them.
    lines(frame, table) {
      const years = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
      const lines = rowsOf(table).map((row) => {
        const cells = [...row.cells].slice(1);
        return { kind: row.dataset.line, name: plain(row.dataset.name), values: cells.map((cell) => (cell.dataset.value === undefined ? null : +cell.dataset.value)), hrefs: cells.map(hrefOf) };
      });
      const styles = () => ({
        own: { lineStyle: { color: colour("--accent"), width: 3 }, itemStyle: { color: colour("--accent") }, symbolSize: 8, z: 10 },
        parent: { lineStyle: { color: colour("--ink"), width: 2, type: "dashed" }, itemStyle: { color: colour("--ink") }, symbolSize: 6, z: 9 },
        median: { lineStyle: { color: colour("--muted"), width: 2, type: "dotted" }, itemStyle: { color: colour("--muted") }, symbol: "none", z: 8 },
        sibling: { lineStyle: { color: colour("--line-strong"), width: 1 }, itemStyle: { color: colour("--muted") }, symbolSize: 5, z: 2, emphasis: { lineStyle: { color: colour("--link"), width: 2 } } },
      });
      // A parent counts for all below it: on one scale its siblings' lines would lie flat.
      const greatest = (kinds) => Math.max(...lines.filter(({ kind }) => kinds.includes(kind)).flatMap(({ values }) => values.filter((value) => value !== null)), 0);
      const apart = greatest(["parent"]) > 4 * greatest(["own", "sibling"]) && greatest(["own", "sibling"]) > 0;
      const parent = lines.find(({ kind }) => kind === "parent");
      return {
        option: () => ({
          ...base(),
          legend: { top: 0, right: 0, textStyle: { color: colour("--ink") }, inactiveColor: colour("--muted"), data: lines.filter(({ kind }) => kind !== "sibling").map(({ name }) => name) },
          grid: { ...base().grid, top: 68 },
          tooltip: { ...base().tooltip, trigger: "item", formatter: ({ seriesName, name, value }) => `${seriesName}  ${name}\n${figures.format(value)} ${frame.dataset.unit}` },
          xAxis: axis({ type: "category", data: years, splitLine: { show: false } }),
          yAxis: [valueAxis(frame.dataset.unit), ...(apart ? [{ ...valueAxis(parent.name), nameTextStyle: { color: colour("--muted"), align: "right" }, splitLine: { show: false } }] : [])],
          series: lines.map(({ kind, name, values }) => ({ type: "line", name, data: values, connectNulls: true, yAxisIndex: apart && kind === "parent" ? 1 : 0, ...styles()[kind] })),
        }),
        follow: ({ seriesIndex, dataIndex }) => lines[seriesIndex]?.hrefs[dataIndex],
      };
    },
  };

  for (const frame of document.querySelectorAll(".chart")) {
    const drawn = draw[frame.dataset.chart](frame, document.getElementById(frame.dataset.table));
    if (!drawn) continue;
    frame.hidden = false;
    const chart = echarts.init(frame, null, { renderer: "canvas" });
    chart.setOption(drawn.option());
    chart.on("click", (event) => { const href = drawn.follow(event); if (href) location.assign(href); });
    new ResizeObserver(() => chart.resize()).observe(frame);
    document.addEventListener("theme", () => chart.setOption(drawn.option(), true));
  }
})();
