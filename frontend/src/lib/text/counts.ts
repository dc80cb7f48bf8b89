// The digits stay those of the interface's other numbers, 0 to 9.
const figures = new Intl.NumberFormat(undefined, { numberingSystem: "latn", maximumFractionDigits: 0 });

/**
 * A count as the person's locale sets the digits of large numbers apart: "2,183", "2.183".
 * What is named by a number, as a page or a line, is no count and is written without.
 */
export function count(n: number): string {
  return figures.format(n);
}

/** A count with what is counted: "1 document", "2,183 documents". */
export function counted(n: number, one: string, many = `${one}s`): string {
  return n === 1 ? `1 ${one}` : `${count(n)} ${many}`;
}
