package main

import (
	"context"
	"path/filepath"

	"tcptui/capture"
	"tcptui/lab"
	"tcptui/testdata/samples"
	"tcptui/ui"
)

// openChoice opens captures for the screen. They are read until life ends.
func openChoice(life context.Context, s *settings) func(context.Context, ui.Choice) (*ui.Opened, error) {
	return func(_ context.Context, c ui.Choice) (*ui.Opened, error) {
		if c.Interface != "" {
			return s.openInterface(life, c.Interface)
		}
		src, o, err := chosen(c)
		if err != nil {
			return nil, err
		}
		look := s.look
		look.Screen = true
		live, _, leave := s.begin(life, s.boundedStream(src, true), o.Path, look)
		s.opened.add(live)
		o.Live = live
		o.Close = func() {
			leave()
			src.Close()
		}
		return o, nil
	}
}

// chosen opens the source of a choice.
func chosen(c ui.Choice) (capture.Source, *ui.Opened, error) {
	if c.Sample != "" {
		sample, err := samples.Get(c.Sample)
		if err != nil {
			return nil, nil, err
		}
		src, err := capture.OpenBytes(sample.File, sample.Data)
		return src, &ui.Opened{Title: "sample: " + sample.Shows}, err
	}
	if c.Scenario != "" {
		return playChosen(c.Scenario)
	}
	path, err := filepath.Abs(c.Path)
	if err != nil {
		path = c.Path
	}
	src, err := capture.Open(path, capture.Options{})
	return src, &ui.Opened{Title: c.Path, Path: path}, err
}

// startPage is what the start page offers.
func startPage() ui.StartPage {
	var page ui.StartPage
	for _, s := range samples.All() {
		page.Samples = append(page.Samples, ui.Sample{Name: s.Name, Shows: s.Shows})
	}
	for _, s := range lab.Scenarios() {
		page.Lab = append(page.Lab, ui.Sample{Name: s.Name, Shows: s.Title})
	}
	return page
}
