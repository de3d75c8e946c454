// Functions of the WebSocket and Socket.IO scripts called doc-….
module.exports = {
  // Where to connect, which headers and subprotocols: found out when the user comes.
  room(parameters, context, connected) {
    parameters.target = `${parameters.target}/rooms/${context.vars.number}?from=function`;
    parameters.options.headers = { ...parameters.options.headers, 'x-mine': 'set by function' };
    parameters.subprotocols.push('second');
    connected();
  },
  // A reading to send, and its bytes as text.
  measure(context, events, done) {
    context.vars.reading = { sensor: context.vars.number, values: [20, 21.5] };
    events.emit('counter', 'readings', 1);
    done();
  },
  noRoom(parameters, context, connected) {
    connected(new Error('no room left'));
  },
};
