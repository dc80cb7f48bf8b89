package cli

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"path/filepath"

	"carrel/app"
	"carrel/knowledge/figure"
)

type backupOptions struct{ force bool }

var backupCommand = &command{
	name: "backup", args: "FILE [--force]", short: "copy the library into one file, also while Carrel runs",
	options: func(fs *flag.FlagSet) any {
		o := &backupOptions{}
		fs.BoolVar(&o.force, "force", false, "replace FILE if it is there already")
		return o
	},
	run: func(ctx context.Context, inv *invocation) error {
		if len(inv.args) != 1 || inv.args[0] == "" {
			return usageError("Name the file for the backup, such as carrel-backup.zip.")
		}
		if inv.args[0] == "-" { // a backup is read again before it gets its name
			return usageError("A backup cannot go to standard output. Name a file, such as carrel-backup.zip.")
		}
		path, err := filepath.Abs(inv.args[0])
		if err != nil {
			return err
		}
		s, err := inv.open(ctx, false)
		if err != nil {
			return err
		}
		defer s.close()
		var made app.Backup
		if err := s.call(ctx, http.MethodPost, "/api/library/backup", app.BackupRequest{Path: path, Replace: inv.options.(*backupOptions).force}, &made); err != nil {
			if e := app.Explain(err); e.Code == app.CodeExists {
				return app.Errorf(e.Code, "There is a file %s already. Choose another name, or replace it with --force.", path)
			}
			return err
		}
		if inv.json {
			return inv.printJSON(made)
		}
		fmt.Fprintf(inv.stdout, "Backed up %s (%s) to %s. Documents that you added by their place are not in it, only what was read from them.\n",
			figure.Counted(made.Documents, "document", "documents"), megabytes(made.Bytes), printable(made.Path))
		return nil
	},
}

var restoreCommand = &command{
	name: "restore", args: "FILE", short: "bring back the library from a backup; the present one is kept beside it",
	run: func(ctx context.Context, inv *invocation) error {
		if len(inv.args) != 1 || inv.args[0] == "" {
			return usageError("Name the backup, a file that `carrel backup` made.")
		}
		path, err := filepath.Abs(inv.args[0])
		if err != nil {
			return err
		}
		restored, err := app.Restore(ctx, inv.folders, path)
		if err != nil {
			return err
		}
		if inv.json {
			return inv.printJSON(restored)
		}
		fmt.Fprintf(inv.stdout, "Restored %s from the backup of %s.\n", figure.Counted(restored.Documents, "document", "documents"), restored.Made.Local().Format("2006-01-02 15:04"))
		if restored.Kept != "" {
			fmt.Fprintf(inv.stdout, "The library that was here is kept in %s. Delete that folder when you are sure that you don't need it.\n", printable(restored.Kept))
		}
		return nil
	},
}
