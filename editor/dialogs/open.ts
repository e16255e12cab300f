import { found } from "../dom";
import { shownFields } from "./fields";
import { offerNewLogin } from "./guest-logins";
import { showParts } from "./parts";
import { previewBlock } from "./preview";
import { type Kind, typedInputs } from "./typed-inputs";
import { offerVms } from "./vm-button";

/**
 * Prepares the dialog of an action node.
 *
 * @param kinds of its typed fields
 */
export function openDialog(node: EditedNode, kinds: Readonly<Record<string, Kind>>): void {
  typedInputs(kinds);
  if ("vm" in kinds) {
    offerVms();
    offerNewLogin();
  }
  const preview = previewBlock(node.type);
  found("#dialog-form .vcenter-guest-dialog").append(preview.element);
  const follow = (): void => {
    const fields = shownFields(node);
    showParts(fields);
    preview.show(fields);
  };
  $("#dialog-form").on("input change", follow);
  follow();
}
