import { Button, SegmentedControl, useMantineColorScheme } from '@mantine/core'
import type { ReactNode } from 'react'
import { ApiProblem } from '../app/api.ts'
import { LanguageChoice } from '../app/language-choice.tsx'
import { Card, Cards, Pill } from '../ui/card.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Em, HeadlineSentence } from '../ui/headline.tsx'
import { HowWeKnow } from '../ui/how-we-know.tsx'
import HowWeKnowText from '../ui/how-we-know-text.tsx'
import { Estimate, IntervalBar, RankRange } from '../ui/interval-bar.tsx'
import { JobProgress } from '../ui/job-progress.tsx'
import { notify } from '../ui/notify.ts'
import { BlockSkeleton, ListSkeleton } from '../ui/skeletons.tsx'
import '../ui/quote.css'
import { SourceBadge, SuppressedValue } from '../ui/source-badge.tsx'
import { Sparkline } from '../ui/sparkline.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { facts, history, sources, stores } from './gallery-data.ts'
import { GalleryChart, GalleryTable } from './gallery-data-widgets.tsx'

/** Every shared widget in every state. For those who build screens, so it is in English only. */
export default function Gallery() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <main style={{ maxWidth: 1180, margin: '0 auto', padding: '32px clamp(16px, 4vw, 40px) 96px' }}>
      <div style={{ display: 'flex', gap: 12, marginBottom: 28, flexWrap: 'wrap' }}>
        <SegmentedControl
          aria-label="Scheme"
          value={colorScheme}
          onChange={(v) => setColorScheme(v === 'dark' ? 'dark' : 'light')}
          data={['light', 'dark']}
        />
        <LanguageChoice signedIn={false} label="Language" />
        <Button variant="default" onClick={() => notify.done('The mapping is saved.')}>
          Notify
        </Button>
        <Button variant="default" onClick={() => notify.problem(new ApiProblem(offline))}>
          Notify a problem
        </Button>
      </div>
      <HeadlineSentence more="Quality from four sources, adjusted for channel mix and for strict or lenient evaluators.">
        <Em>12 stores</Em> are in the bottom fifth with more than 80 % probability. Nine more only look it:{' '}
        <Em tone="worse">too few answers to tell</Em>.
      </HeadlineSentence>
      <Estimates />
      <Words />
      <Cards>
        <Card title="Voices" subtitle="In their words">
          <p className="quote">“Éva at the paint desk stayed after closing to mix my colour.”</p>
          <p className="quote" lang="ru">
            «Третья разбитая посылка подряд. Склад вообще смотрит, что отправляет?»
          </p>
          <p className="quote" lang="zh-Hans">
            “服务员很热情，但是等位等了快一个小时。”
          </p>
        </Card>
        <Card title="Buttons">
          <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
            <Button>Primary</Button>
            <Button variant="default">Default</Button>
            <Button variant="light">Light</Button>
            <Button variant="subtle">Subtle</Button>
            <Button disabled>Disabled</Button>
            <Button loading>Loading</Button>
          </div>
          <div style={{ marginTop: 16 }}>
            <CopyText label="Key" text="tdm_5f2c9a_0b6c1d1e7f2a4c3b9d8e" />
          </div>
        </Card>
      </Cards>
      <Progress />
      <States />
      <Card
        title="Chart"
        subtitle="160 stores by estimate, 90 % intervals"
        aside={<HowWeKnow facts={facts} />}
      >
        <GalleryChart />
      </Card>
      <Card
        flush
        title="Data table"
        subtitle={`${stores.length} rows`}
        aside={<HowWeKnow facts={{ ...facts, warnings: [] }} />}
      >
        <GalleryTable />
      </Card>
    </main>
  )
}

const offline = { status: 0, title: 'offline', detail: '' }

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div style={{ display: 'grid', gridTemplateColumns: '130px 1fr', alignItems: 'center', minHeight: 34 }}>
      <span className="muted small">{name}</span>
      <span>{children}</span>
    </div>
  )
}

function Estimates() {
  const wide = { lower: 46, upper: 62 }
  const narrow = { lower: 52.1, upper: 56.3 }
  return (
    <Cards>
      <Card title="Estimates">
        <Line name="Narrow, worse">
          <IntervalBar value={54.2} interval={narrow} min={40} max={80} mark={60} tone="worse" />
        </Line>
        <Line name="Wide, no tone">
          <IntervalBar value={54} interval={wide} min={40} max={80} mark={60} tone="none" />
        </Line>
        <Line name="Bar with target">
          <IntervalBar
            value={62}
            interval={{ lower: 60, upper: 64 }}
            min={0}
            max={80}
            mark={70}
            shape="bar"
          />
        </Line>
        <Line name="Source hue">
          <IntervalBar value={71} interval={{ lower: 66, upper: 76 }} min={40} max={80} tone="customer" />
        </Line>
        <Line name="No interval">
          <IntervalBar value={50} interval={null} min={40} max={80} tone="audit" />
        </Line>
        <Line name="As text">
          <Estimate value={54.213} interval={narrow} /> ·{' '}
          <Estimate value={1243} interval={{ lower: 613, upper: 1873 }} />
        </Line>
      </Card>
      <Card title="Ranks and histories">
        <Line name="Near the bottom">
          <RankRange rank={{ expected: 155, lower: 148, upper: 160 }} of={160} />
        </Line>
        <Line name="Anywhere">
          <RankRange rank={{ expected: 80, lower: 20, upper: 140 }} of={160} />
        </Line>
        <Line name="Top">
          <RankRange rank={{ expected: 2, lower: 1, upper: 6 }} of={160} />
        </Line>
        <Line name="History">
          <Sparkline points={history} label="Rising from 38 to 46 in twelve months" tone="customer" />
        </Line>
        <Line name="With a gap">
          <Sparkline
            points={history.map((p, i) => (i === 4 || i === 5 ? { value: null } : { value: p.value }))}
            label="Two months are missing"
            tone="worse"
          />
        </Line>
      </Card>
    </Cards>
  )
}

function Words() {
  return (
    <Cards>
      <Card title="Sources, suppression, pills">
        <Line name="Sources">
          <span style={{ display: 'flex', gap: 14, flexWrap: 'wrap' }}>
            {sources.map((source) => (
              <SourceBadge key={source} source={source} />
            ))}
          </span>
        </Line>
        <Line name="With scores">
          <span style={{ display: 'flex', gap: 14, flexWrap: 'wrap' }}>
            {sources.map((source, i) => (
              <SourceBadge key={source} source={source}>
                {51 + i * 3}
              </SourceBadge>
            ))}
          </span>
        </Line>
        <Line name="Withheld">
          <SuppressedValue
            suppressed={{ reason: 'too_few_respondents', message: 'Fewer than 5 people answered.' }}
          />
        </Line>
        <Line name="Not enough">
          <SuppressedValue
            suppressed={{ reason: 'not_enough_data', message: 'No readings in this period.' }}
          />
        </Line>
        <Line name="Pills">
          <span style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
            <Pill>testing</Pill>
            <Pill tone="better">proven</Pill>
            <Pill tone="worse">past due</Pill>
            <Pill tone="muted">draft</Pill>
          </span>
        </Line>
      </Card>
      <Card title="How we know" subtitle="Open, as in a drawer">
        <HowWeKnowText facts={facts} />
      </Card>
    </Cards>
  )
}

function Progress() {
  const message = '61,200 of 250,000 rows'
  return (
    <Cards>
      <Card title="Progress of jobs">
        <JobProgress
          title="Import of visits.csv"
          job={{ status: 'running', progress: 0.24, message }}
          onCancel={() => {}}
        />
        <JobProgress title="Rebuild" job={{ status: 'queued', progress: null, message: '' }} />
      </Card>
      <Card title="Finished jobs">
        <JobProgress
          title="Demo company"
          job={{ status: 'done', progress: 1, message: '250,000 answers loaded' }}
        />
        <JobProgress
          title="Import of broken.xlsx"
          job={{
            status: 'failed',
            progress: 0.4,
            message: 'Row 812 has no date. Choose the time column again.',
          }}
        />
      </Card>
    </Cards>
  )
}

function States() {
  return (
    <Cards>
      <Card title="Empty">
        <EmptyState
          title="Nothing has been heard from this site yet."
          action={<Button>Import a file</Button>}
        >
          Bring customer answers, service tests or audits, and its standing appears here.
        </EmptyState>
      </Card>
      <Card title="Error">
        <ErrorState error={new ApiProblem(offline)} onRetry={() => {}} />
      </Card>
      <Card title="Loading">
        <ListSkeleton rows={3} />
        <div style={{ height: 16 }} />
        <BlockSkeleton height={70} />
      </Card>
    </Cards>
  )
}
