package models

import (
	"maps"
	"os"
	"path/filepath"
	"testing"
)

// sysfs makes a folder of the kernel's small files.
func sysfs(t *testing.T, files ...map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for _, some := range files {
		for name, text := range some {
			path := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

func TestPower(t *testing.T) {
	supply := func(name string, values map[string]string) map[string]string {
		all := map[string]string{}
		for key, value := range values {
			all["class/power_supply/"+name+"/"+key] = value
		}
		return all
	}
	zone := func(temperature string) map[string]string {
		return map[string]string{"class/thermal/thermal_zone0/temp": temperature, "class/thermal/thermal_zone0/type": "x86_pkg_temp"}
	}
	disk := map[string]string{"class/thermal/thermal_zone1/temp": "95000", "class/thermal/thermal_zone1/type": "nvme"}
	trips := map[string]string{
		"class/thermal/thermal_zone0/trip_point_0_type": "critical", "class/thermal/thermal_zone0/trip_point_0_temp": "60000",
		"class/thermal/thermal_zone0/trip_point_1_type": "passive", "class/thermal/thermal_zone0/trip_point_1_temp": "80000",
	}
	battery := supply("BAT0", map[string]string{"type": "Battery", "status": "Discharging"})
	for name, c := range map[string]struct {
		files []map[string]string
		want  Power
		was   bool // hot
	}{
		"nothing is told":  {nil, Power{}, false},
		"on battery":       {[]map[string]string{battery, supply("AC", map[string]string{"type": "Mains", "online": "0"})}, Power{Known: true, OnBattery: true}, false},
		"at the mains":     {[]map[string]string{battery, supply("AC", map[string]string{"type": "Mains", "online": "1"})}, Power{Known: true}, false},
		"charging":         {[]map[string]string{supply("BAT0", map[string]string{"type": "Battery", "status": "Charging"})}, Power{Known: true}, false},
		"a mouse":          {[]map[string]string{supply("hid", map[string]string{"type": "Battery", "status": "Discharging", "scope": "Device"})}, Power{}, false},
		"warm":             {[]map[string]string{zone("85000")}, Power{Known: true}, false},
		"hot":              {[]map[string]string{zone("95000")}, Power{Known: true, Hot: true}, false},
		"hot by its trips": {[]map[string]string{zone("85000"), trips}, Power{Known: true, Hot: true}, false},
		"not by its trips": {[]map[string]string{zone("75000"), trips}, Power{Known: true}, false},
		"cooling down":     {[]map[string]string{zone("86000")}, Power{Known: true, Hot: true}, true},
		"cooled down":      {[]map[string]string{zone("84000")}, Power{Known: true}, true},
		"a hot disk":       {[]map[string]string{zone("50000"), disk}, Power{Known: true}, false},
		"a broken zone":    {[]map[string]string{zone("")}, Power{}, false},
	} {
		if got := power(sysfs(t, c.files...), c.was); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestFastCores(t *testing.T) {
	cpu := func(n, core, khz string) map[string]string {
		dir := "devices/system/cpu/cpu" + n + "/"
		return map[string]string{dir + "topology/core_id": core, dir + "topology/physical_package_id": "0", dir + "cpufreq/cpuinfo_max_freq": khz}
	}
	all := map[string]string{"devices/system/cpu/cpufreq/policy0/none": ""}
	// Two fast cores of two threads, and four slow ones.
	for n, each := range map[string][2]string{"0": {"0", "5000000"}, "1": {"0", "5000000"}, "2": {"1", "4900000"}, "3": {"1", "4900000"},
		"4": {"8", "3700000"}, "5": {"9", "3700000"}, "6": {"10", "3700000"}, "7": {"11", "3700000"}} {
		maps.Copy(all, cpu(n, each[0], each[1]))
	}
	if got := fastCores(sysfs(t, all)); got != 2 {
		t.Errorf("%d fast cores of 2", got)
	}
	if got := fastCores(sysfs(t, map[string]string{"devices/system/cpu/cpu0/topology/core_id": "0", "devices/system/cpu/cpu1/topology/core_id": "1"})); got != 2 {
		t.Errorf("without speeds: %d cores of 2", got)
	}
	if got := fastCores(t.TempDir()); got != 0 {
		t.Errorf("where nothing is told: %d", got)
	}
}
