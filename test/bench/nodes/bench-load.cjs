/** Where the messages of the bench begin and end: native nodes, since each Function node would cost time of its own. */
module.exports = function (RED) {
  const { bench } = RED.settings;

  RED.nodes.registerType("bench-source", function (def) {
    RED.nodes.createNode(this, def);
    bench.source = this;
  });

  RED.nodes.registerType("bench-sink", function (def) {
    RED.nodes.createNode(this, def);
    this.on("input", (msg, _send, done) => {
      done();
      bench.arrived(msg);
    });
  });
};
