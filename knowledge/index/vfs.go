package index

import (
	"errors"
	"syscall"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
)

// vfsName is the file system that the library's database is opened with: the
// driver's own, which reports a full disk as an I/O error like any other, with
// that put right. Asking the disk after the failure would be too late: room
// comes and goes.
const vfsName = "carrel"

func init() { vfs.Register(vfsName, fullVFS{vfs.Find("")}) }

type fullVFS struct{ vfs.VFS }

func (v fullVFS) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	file, flags, err := vfsutil.WrapOpen(v.VFS, name, flags)
	return sayFullOn(file, err), flags, sayFull(err)
}

func (v fullVFS) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	file, flags, err := vfsutil.WrapOpenFilename(v.VFS, name, flags)
	return sayFullOn(file, err), flags, sayFull(err)
}

func sayFullOn(file vfs.File, err error) vfs.File {
	if err != nil {
		return nil
	}
	return &fullFile{file}
}

// sayFull gives SQLite the right code where the system's error is that the disk
// is full, or all of it that the person may use.
func sayFull(err error) error {
	if errors.Is(err, errNoSpace) || errors.Is(err, syscall.EDQUOT) {
		return vfs.SystemError(err, sqlite3.FULL)
	}
	return err
}

type fullFile struct{ vfs.File }

func (f *fullFile) WriteAt(p []byte, off int64) (int, error) {
	n, err := f.File.WriteAt(p, off)
	return n, sayFull(err)
}

func (f *fullFile) Truncate(size int64) error       { return sayFull(f.File.Truncate(size)) }
func (f *fullFile) Sync(flags vfs.SyncFlag) error   { return sayFull(f.File.Sync(flags)) }
func (f *fullFile) SizeHint(size int64) error       { return sayFull(vfsutil.WrapSizeHint(f.File, size)) }
func (f *fullFile) CommitAtomicWrite() error        { return sayFull(vfsutil.WrapCommitAtomicWrite(f.File)) }
func (f *fullFile) BeginAtomicWrite() error         { return vfsutil.WrapBeginAtomicWrite(f.File) }
func (f *fullFile) RollbackAtomicWrite() error      { return vfsutil.WrapRollbackAtomicWrite(f.File) }
func (f *fullFile) Unwrap() vfs.File                { return f.File }
func (f *fullFile) SharedMemory() vfs.SharedMemory  { return vfsutil.WrapSharedMemory(f.File) }
func (f *fullFile) MemoryMapper() vfs.MemoryMapper  { return vfsutil.WrapMemoryMapper(f.File) }
func (f *fullFile) LockState() vfs.LockLevel        { return vfsutil.WrapLockState(f.File) }
func (f *fullFile) HasMoved() (bool, error)         { return vfsutil.WrapHasMoved(f.File) }
func (f *fullFile) PersistWAL() bool                { return vfsutil.WrapPersistWAL(f.File) }
func (f *fullFile) SetPersistWAL(keep bool)         { vfsutil.WrapSetPersistWAL(f.File, keep) }
func (f *fullFile) PowersafeOverwrite() bool        { return vfsutil.WrapPowersafeOverwrite(f.File) }
func (f *fullFile) SetPowersafeOverwrite(safe bool) { vfsutil.WrapSetPowersafeOverwrite(f.File, safe) }
