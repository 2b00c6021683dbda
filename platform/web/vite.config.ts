import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { '@': new URL('src', import.meta.url).pathname } },
  define: { __VUE_OPTIONS_API__: false, __VUE_PROD_DEVTOOLS__: false, __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false },
  build: {
    // Web views of phones lag behind; one build has one target.
    target: ['chrome87', 'safari14'],
    // The content security policy has no data: for scripts, styles and fonts.
    assetsInlineLimit: 0,
    // Read by tools/size-check.mjs.
    manifest: true,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'vue', test: /node_modules[\\/](@vue|vue|vue-router)[\\/]/ },
          ],
        },
      },
    },
  },
  test: { include: ['test/**/*.test.ts'], environment: 'node' },
})
