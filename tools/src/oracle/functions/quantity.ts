/** Runs the recorded cases of the family `quantity`. */
import { newMilliQuantity, newQuantity, parseQuantity, type Quantity, QuantityError, type QuantityFormat } from "@orrery/sim-core/model";
import { type FunctionTable, orRefused, recordedInteger } from "./recorded-case.ts";

export const quantityFunctions: FunctionTable = new Map([
  ["ParseQuantity", (input) => orRefused([QuantityError], () => answer(parseQuantity(input.s as string)))],
  ["Quantity.Cmp", (input) => read(input, "a").cmp(read(input, "b"))],
  ["Quantity.Add", (input) => answer(read(input, "a").add(read(input, "b")))],
  ["Quantity.Sub", (input) => answer(read(input, "a").sub(read(input, "b")))],
  ["NewQuantity", (input) => newQuantity(integer(input.value), input.format as QuantityFormat).toString()],
  ["NewMilliQuantity", (input) => newMilliQuantity(integer(input.milli), input.format as QuantityFormat).toString()],
]);

function read(input: Record<string, unknown>, name: string): Quantity {
  return parseQuantity(input[name] as string);
}

function integer(recorded: unknown): bigint {
  return BigInt(recorded as string | number);
}

function answer(quantity: Quantity): unknown {
  return {
    value: recordedInteger(quantity.value()),
    milliValue: recordedInteger(quantity.milliValue()),
    string: quantity.toString(),
    format: quantity.format,
    sign: quantity.sign,
  };
}
