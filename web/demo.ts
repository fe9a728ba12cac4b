/** The data that the page ships: half-hourly electricity demand of England and Wales, loaded only when asked for. */
import text from "../datasets/electricity-demand.csv";

export { text };
