/** The plot of `seqcast inspect`: what a file's series look like before anything is forecast. */
import { DataError } from "../errors.ts";
import { type Plot, seriesPlot, smallMultiplesPlot } from "../plots/index.ts";
import { seriesOf } from "./inspectedSeries.ts";
import { rolesOf, type RoleFlags } from "./inspectRoles.ts";
import { regularTargets } from "./inspectSeries.ts";
import type { InspectedTable } from "./inspectTable.ts";

const MOST_WHOLE = 3; // series that are shown with seasons and autocorrelations

/**
 * Few series are drawn whole, many as small charts of their histories.
 * @throws DataError where no series stands on a regular grid
 */
export function inspectionPlot(table: InspectedTable, flags: RoleFlags): Plot {
  const roles = rolesOf(table, flags);
  const series = roles
    ? seriesOf(roles)
        .flatMap((one) => regularTargets(one, roles))
        .filter(({ target }) => target.values.some((value) => !Number.isNaN(value)))
    : [];
  if (series.length === 0) {
    const remedy = "name the columns by --time and --target, and the step by --frequency; or leave out --plot";
    const expected = "numbers at times that a step explains";
    throw new DataError({ where: "option --plot", file: table.name, expected, found: `none in ${table.name}`, remedy });
  }
  const title = `${table.name}: ${series.length === 1 ? series[0]!.id : `${series.length} series`}`;
  return series.length <= MOST_WHOLE ? seriesPlot(series, { title }) : smallMultiplesPlot(series, { title });
}
