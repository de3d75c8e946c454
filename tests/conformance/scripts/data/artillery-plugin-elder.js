// A plugin of Artillery 1: a function of the config and the events, whose reports have the form of that time.
module.exports = function Elder(config, events) {
  if (process.env.LOCAL_WORKER_ID !== undefined) return;
  console.log(`made with ${Object.keys(config.plugins.elder)} for ${config.phases.length}`);
  events.on('done', (stats) => {
    const report = stats.report();
    const { scenariosCreated, scenariosCompleted, scenariosAvoided, requestsCompleted, codes, errors, scenarioCounts, rps } = report;
    console.log(JSON.stringify({ scenariosCreated, scenariosCompleted, scenariosAvoided, requestsCompleted, codes, errors, scenarioCounts, rps }));
    console.log(`${Object.keys(report).sort()} ${Object.keys(report.latency)} ${report.scenarioDuration.count} ${report.timestamp instanceof Date}`);
    global.artillery.suggestedExitCode = 7;
  });
};
