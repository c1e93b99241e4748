/**
 * DynamoDB, on demand, Standard table class, US East (N. Virginia), as of November 2024: $0.125 per million read request
 * units. An eventually consistent read of an item of up to 4 KB, existing or not, is half a unit.
 *
 * @see https://aws.amazon.com/dynamodb/pricing/on-demand/
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
 */
const dollarsPerUnit = 0.125 / 1_000_000;
const unitsPerItem = 0.5;
const secondsPerMonth = 730 * 3_600;

/** @returns The cost of reading this many items per second, in US dollars per month. */
export const dollarsPerMonth = (itemsPerSecond: number): number =>
  itemsPerSecond * unitsPerItem * dollarsPerUnit * secondsPerMonth;
