import { hostileSuite } from "../support/hostile-lab";
import { BROKEN, SENSELESS, SILENCES } from "../support/hostile-misdeeds";
import { each, late, lost, one, senseless } from "./hostile-rows";

hostileSuite("a hostile server gives one error", (lab) => {
  each(SILENCES, one(lab, late));
  each(BROKEN, one(lab, lost));
  each(SENSELESS, one(lab, senseless));
});
