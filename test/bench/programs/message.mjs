const VMS = 512;

/** The payload of the message with this number: each asks another VM than the 511 before it. */
export function payload(number) {
  return { vm: `vm-${number % VMS}`, prefix: "job-", suffix: ".json" };
}
