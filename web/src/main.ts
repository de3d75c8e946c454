// The report page, top to bottom.
import 'uplot/dist/uPlot.min.css';
import './style.css';
import { elasticity, findings } from './advice';
import { Charts } from './charts';
import { readRun } from './data';
import { section } from './dom';
import { checks, header, numbers } from './summary';
import { tables } from './tables';

const run = readRun();
const charts = new Charts(run);
const page = document.getElementById('page');
if (page) {
  const parts = [
    header(run),
    numbers(run),
    checks(run),
    findings(run),
    section(
      'timeline',
      'What happened',
      'All charts share one time axis, counted from the start. Drag across any of them to look closer; a double click shows all.',
      ...charts.build(),
    ),
    elasticity(run),
    ...tables(run),
  ];
  page.append(...parts.filter((part): part is HTMLElement => part !== null));
  charts.start();
}
