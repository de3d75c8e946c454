// One page, one file: scripts and styles go into dist/report.html, which is embedded in the binary.
import { defineConfig } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

export default defineConfig({
  plugins: [viteSingleFile({ removeViteModuleLoader: true })],
  build: {
    target: 'es2021',
    rollupOptions: { input: 'report.html' },
    reportCompressedSize: false,
  },
});
