package knowledge

import "io/fs"

// deviceOf names the file system that a file is on. Windows tells it only of
// open files; there a drive that is gone takes its letter, and so its folders,
// with it.
func deviceOf(fs.FileInfo) uint64 { return 0 }
