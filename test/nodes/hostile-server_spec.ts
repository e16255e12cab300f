import { hostileSuite } from "../support/hostile-lab";
import { BROKEN, SENSELESS, SILENCES } from "../support/hostile-misdeeds";
import type { Misdeed } from "../support/hostile-server";
import { each, late, lost, one, senseless } from "./hostile-rows";

hostileSuite("a hostile server gives one error", (lab) => {
  /** All in the older Node-RED, and the first in the newer. */
  const tested = (misdeeds: Readonly<Record<string, Misdeed>>): Readonly<Record<string, Misdeed>> =>
    lab.red.isOlder ? misdeeds : Object.fromEntries(Object.entries(misdeeds).slice(0, 1));

  each(tested(SILENCES), one(lab, late));
  each(tested(BROKEN), one(lab, lost));
  each(tested(SENSELESS), one(lab, senseless));
});
