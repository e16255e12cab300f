import { operationsTab } from "./tab";
import { text } from "./text";

const ID = "vcenter-operations";
const ACTION = "vcenter-guest:show-operations-tab";

RED.plugins.registerPlugin(ID, {
  onadd: () => {
    RED.actions.add(ACTION, () => {
      RED.sidebar.show(ID);
    });
    RED.sidebar.addTab({
      id: ID,
      label: text("label.tab"),
      name: text("label.name"),
      iconClass: "fa fa-tachometer",
      content: operationsTab(),
      enableOnEdit: true,
      action: ACTION,
    });
  },
});
