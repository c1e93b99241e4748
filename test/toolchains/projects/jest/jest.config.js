/** One project for each transformer, each with the least configuration that its own manual asks for. */
module.exports = {
  projects: [
    { displayName: 'ts-jest', preset: 'ts-jest' },
    { displayName: 'swc', transform: { '^.+\\.ts$': '@swc/jest' } },
    { displayName: 'babel', transform: { '^.+\\.ts$': 'babel-jest' } },
  ],
};
