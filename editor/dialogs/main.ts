import { offerTest } from "../connection/test";
import { openDialog } from "./open";
import { previewOf } from "./preview";

/** The editor has the pages of all our nodes before a dialog opens. */
RED.vcenterGuest = { offerTest, openDialog, previewOf };
