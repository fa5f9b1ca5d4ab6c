package main

import (
	"strings"

	"tcptui/capture"
	"tcptui/docs"
	"tcptui/filter"
	"tcptui/flows"
	"tcptui/lab"
	"tcptui/report"
	"tcptui/ui"
)

// Offers of values: what rows of the tables of options and commands are completed with.

// oneOf offers words.
func oneOf(texts ...string) func(string) offer {
	return func(string) offer { return offer{words: plainWords(texts...)} }
}

// begun offers words that a value goes on behind.
func begun(texts ...string) func(string) offer {
	return func(string) offer { return offer{words: plainWords(texts...), open: true} }
}

// anyFiles offers names of files.
func anyFiles(string) offer { return offer{files: true} }

// captureFiles offers names of files that end as those of captures do, also
// compressed.
func captureFiles(string) offer {
	return offer{files: true, ends: []string{".pcapng", ".pcap", ".cap", ".ntar", ".dmp", ".gz", ".zst", ".lz4"}}
}

// interfaceNames offers the interfaces of -D.
func interfaceNames(string) offer {
	var o offer
	all, err := capture.Interfaces()
	if err != nil {
		return o // what they are cannot be told; -D says why
	}
	for i := range all {
		o.words = append(o.words, word{all[i].Name, strings.TrimPrefix(describe(&all[i]), all[i].Name+" ")})
	}
	return o
}

// scenarioNames offers what the lab plays.
func scenarioNames(string) offer {
	var o offer
	for _, s := range lab.Scenarios() {
		o.words = append(o.words, word{s.Name, s.Title})
	}
	return o
}

// helpTopics offers the documents, and the fields that help tells of.
func helpTopics(typed string) offer {
	var o offer
	for _, t := range docs.Topics() {
		o.words = append(o.words, word{t.Name, t.Title})
	}
	if typed == "" {
		return o // fields are hundreds
	}
	for _, f := range flows.Fields() {
		o.words = append(o.words, word{f.Name, f.Label})
	}
	return o
}

// fieldNames offers the fields of -e.
func fieldNames(string) offer {
	var o offer
	for _, f := range flows.Fields() {
		o.words = append(o.words, word{f.Name, f.Label})
	}
	for name, heading := range report.ColumnWords {
		o.words = append(o.words, word{name, "the column " + heading})
	}
	return o
}

// filterOffer offers what may stand at the end of a display filter.
func filterOffer(typed string) offer {
	c := filter.Complete(typed, len(typed), filter.NewCatalog(flows.Fields()))
	o := offer{prefix: typed[:c.From], open: true}
	for _, item := range c.Items {
		o.words = append(o.words, word{item.Text, item.Help})
	}
	return o
}

// protocolList offers protocols for a list with commas.
func protocolList(typed string) offer {
	names := report.ProtocolNames(filter.NewCatalog(flows.Fields()))
	return offer{words: plainWords(names...), open: true, prefix: typed[:strings.LastIndexByte(typed, ',')+1]}
}

// preferenceNames offers preferences of -o with their values.
func preferenceNames(string) offer {
	var o offer
	for _, p := range preferences {
		for _, v := range p.values {
			o.words = append(o.words, word{p.name + ":" + v, p.does})
		}
	}
	return o
}

// formatWords offers the arguments of -E.
func formatWords(string) offer { return offer{words: plainWords(report.FormatWords()...), open: true} }

// tapOffer offers what may stand at the end of an argument of -z.
func tapOffer(typed string) offer {
	at := report.CompleteTap(typed)
	o := offer{words: plainWords(at.Words...)}
	if at.Filter {
		f := filterOffer(typed[at.From:])
		for _, w := range f.words {
			o.words = append(o.words, word{f.prefix + w.text, w.about})
		}
	}
	return behind(typed[:at.From], offer{words: o.words, open: true})
}

// themeNames offers the themes.
func themeNames(string) offer { return offer{words: plainWords(ui.ThemeNames()...)} }

// clockNames offers the values of -t.
func clockNames(string) offer { return offer{words: plainWords(report.ClockNames()...)} }
