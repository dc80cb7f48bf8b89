// Package naming tells which documents the words of a question mean: "the lease", "Debian
// policy", "contract.pdf", "des Pachtvertrags", "the folder Contracts".
//
// Start at Find (naming.go), which knows names by themselves; passing.go finds those that a
// question names on its way to something else ("Which data does the strucchange paper use?"),
// and holder.go those of folders and collections.
package naming
