// Says sizes, rates and moments as people do.

const UNITS = ["B", "kB", "MB", "GB", "TB"];

export function bytes(count) {
  const power = count < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(count) / 3));
  return `${(count / 1000 ** power).toFixed(power && count / 1000 ** power < 100 ? 1 : 0)} ${UNITS[power]}`;
}

export function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

/** `seconds`, no more exactly than they can be foreseen. */
export function remaining(seconds) {
  if (seconds < 60) return count(Math.max(1, Math.ceil(seconds)), "second left", "seconds left");
  if (seconds < 3600) return count(Math.ceil(seconds / 60), "minute left", "minutes left");
  return `${(seconds / 3600).toFixed(1)} hours left`;
}

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" });

export function day(when) {
  return DAY.format(new Date(when));
}

export function moment(when) {
  return MOMENT.format(new Date(when));
}
