/// The style sheet and the script of a report.
enum ReportStyle {
  /// What the page may use: itself and pictures inside it, nothing from elsewhere.
  static let policy =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"

  /// Follows the reader's light or dark theme; charts keep their white paper in both.
  static let sheet: StaticString = """
    :root {
      color-scheme: light dark;
      --paper: #ffffff; --ink: #1c1c1c; --soft: #595959; --line: #d4d4d4; --band: #f4f4f4;
      --good: #00664a; --bad: #a32f00; --focus: #0072b2;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #161616; --ink: #ececec; --soft: #ababab; --line: #404040; --band: #222222;
        --good: #4fcfa6; --bad: #ff9a66; --focus: #56b4e9;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--paper); color: var(--ink);
      font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
    }
    main { max-width: 80rem; margin: 0 auto; padding: 1rem; }
    h1 { font-size: 1.6rem; line-height: 1.2; margin: 0.5rem 0; }
    h2 { font-size: 1.2rem; margin: 2.2rem 0 0.6rem; border-bottom: 1px solid var(--line); }
    p, ul { max-width: 48rem; }
    code, pre { font: 0.85rem/1.5 ui-monospace, monospace; }
    pre, .scroll { overflow-x: auto; background: var(--band); border: 1px solid var(--line); }
    pre { padding: 0.6rem; }
    .scroll { margin: 0.8rem 0 1.4rem; background: none; }
    .scroll:focus-visible, button:focus-visible { outline: 2px solid var(--focus); }
    .facts { display: flex; flex-wrap: wrap; gap: 0.4rem 2rem; margin: 0.8rem 0; }
    .facts div { min-width: 7rem; }
    .facts dt { color: var(--soft); font-size: 0.8rem; }
    .facts dd { margin: 0; font-weight: 600; }
    table { border-collapse: collapse; font-size: 0.8rem; font-variant-numeric: tabular-nums; }
    caption { text-align: left; padding: 0.4rem 0.6rem; color: var(--soft); }
    th, td {
      padding: 0.2rem 0.5rem; text-align: left; vertical-align: top; white-space: nowrap;
      border-top: 1px solid var(--line); overflow-wrap: normal;
    }
    thead th { background: var(--band); }
    tbody th { font-weight: 600; background: var(--paper); }
    tbody th, thead th:first-child { position: sticky; left: 0; }
    tbody tr:hover { background: var(--band); }
    .number { text-align: right; }
    .good { color: var(--good); }
    .bad { color: var(--bad); font-weight: 600; }
    .faint { color: var(--soft); }
    th button {
      all: unset; cursor: pointer; font-weight: 600; white-space: nowrap;
    }
    th button::after { content: " \\2195"; color: var(--soft); }
    th[aria-sort="ascending"] button::after { content: " \\2191"; color: inherit; }
    th[aria-sort="descending"] button::after { content: " \\2193"; color: inherit; }
    .charts { display: grid; gap: 1.2rem; grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr)); align-items: start; }
    figure { margin: 0; min-width: 0; }
    figure img {
      display: block; width: 100%; height: auto; background: #ffffff; border: 1px solid var(--line);
    }
    figcaption { font-size: 0.8rem; color: var(--soft); padding: 0.3rem 0; }
    .environment th, .environment td {
      min-width: 8.5rem; white-space: normal; overflow-wrap: anywhere;
    }
    @media print { .scroll { overflow: visible; } }
    """

  /// Sorts the rows of a table when a button in its header is pressed; empty cells stay last.
  static let script: StaticString = """
    document.querySelectorAll("table.sortable").forEach(table => {
      const heads = [...table.tHead.rows[0].cells];
      heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach(other => other.setAttribute("aria-sort", "none"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const key = row => {
          const cell = row.cells[column];
          return cell.dataset.order !== undefined ? Number(cell.dataset.order) : cell.textContent;
        };
        const order = (a, b) => {
          const [x, y] = [key(a), key(b)];
          if (x === "" || y === "") return (x === "") - (y === "");
          const both = typeof x === "number" && typeof y === "number";
          return (both ? x - y : String(x).localeCompare(String(y))) * (down ? -1 : 1);
        };
        const body = table.tBodies[0];
        [...body.rows].sort(order).forEach(row => body.append(row));
      }));
    });
    """
}
