// What a plugin hears of a run, in the order it hears it: in the form of reports that is asked for.
class Listener {
  constructor(script, events, options) {
    if (process.env.LOCAL_WORKER_ID !== undefined) return;
    console.log(`made for ${options.scriptPath}: ${Object.keys(script).filter((key) => !key.startsWith('_')).sort()}`);
    let [created, windows] = [0, 0];
    for (const event of ['phaseStarted', 'phaseCompleted'])
      events.on(event, (phase) =>
        console.log(`${event} ${phase.index} ${phase.name} ${phase.duration} ${phase.arrivalCount} ${typeof phase.id} ` +
          `${Date.now() - phase.startTime < 60000} ${phase.endTime >= phase.startTime}`));
    events.on('stats', (stats) => {
      created += stats.counters['vusers.created'] ?? 0;
      ++windows;
      if (typeof stats.period !== 'string' || !stats.summaries) console.log('odd', stats);
    });
    events.on('done', (stats) => {
      const { counters, summaries } = stats;
      console.log(`done ${created} ${windows > 0} ${JSON.stringify(Object.entries(counters).sort())}`);
      console.log(`done ${Object.keys(stats).sort()} ${typeof stats.period} ${Object.keys(stats.rates).sort()}`);
      console.log(`done ${Object.keys(summaries).sort()} ${Object.keys(summaries['http.response_time'])} ${summaries['http.response_time'].count}`);
    });
    global.artillery.globalEvents.on('done', (stats) => console.log(`global done ${stats.counters['vusers.completed']}`));
    global.artillery.ext({ ext: 'beforeExit', method: async ({ exitCode, report }) => console.log(`beforeExit ${exitCode} ${report.counters['http.requests']}`) });
    global.artillery.ext({ ext: 'onShutdown', method: async ({ exitCode }) => console.log(`onShutdown ${exitCode}`) });
  }
  cleanup(done) {
    if (process.env.LOCAL_WORKER_ID === undefined) console.log('cleanup');
    done(null);
  }
}
module.exports = { Plugin: Listener, LEGACY_METRICS_FORMAT: false };
