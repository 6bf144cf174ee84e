import type { UiLanguage } from '@tandem/contract'

interface Headings {
  readonly standings: string
  readonly about: string
  readonly from: string
  readonly to: string
  readonly metric: string
  readonly adjustedFor: string
  readonly readings: string
  readonly units: string
  readonly method: string
  readonly warning: string
  readonly columns: Readonly<Record<string, string>>
}

const columnsOf = (texts: readonly string[]): Readonly<Record<string, string>> => {
  const names = [
    'key',
    'name',
    'parent',
    'n',
    'raw',
    'estimate',
    'lower',
    'upper',
    'rank_expected',
    'rank_lower',
    'rank_upper',
    'probability_top_fifth',
    'probability_bottom_fifth',
    'evaluator_strictness',
    'mix_effect',
  ]
  return Object.fromEntries(names.map((name, i) => [name, texts[i] ?? name]))
}

/** What the workbook of the standings says, in each language of the app. */
export const headings: Readonly<Record<UiLanguage, Headings>> = {
  en: {
    standings: 'Standings',
    about: 'How we know',
    from: 'First day',
    to: 'Last day',
    metric: 'Weight',
    adjustedFor: 'Adjusted for',
    readings: 'Readings',
    units: 'Units compared',
    method: 'Method',
    warning: 'Warning',
    columns: columnsOf([
      'Key',
      'Name',
      'Belongs to',
      'Readings',
      'Plain average',
      'Estimate',
      'Lower end, 90 %',
      'Upper end, 90 %',
      'Expected rank',
      'Best rank, 90 %',
      'Worst rank, 90 %',
      'Probability of the top fifth',
      'Probability of the bottom fifth',
      'Evaluators took (−) or gave (+)',
      'Mix took (−) or gave (+)',
    ]),
  },
  ru: {
    standings: 'Сравнение',
    about: 'Как посчитано',
    from: 'Первый день',
    to: 'Последний день',
    metric: 'Вес',
    adjustedFor: 'Поправка на',
    readings: 'Оценок',
    units: 'Сравнивается',
    method: 'Метод',
    warning: 'Предупреждение',
    columns: columnsOf([
      'Ключ',
      'Название',
      'Входит в',
      'Оценок',
      'Простое среднее',
      'Оценка уровня',
      'Нижняя граница, 90 %',
      'Верхняя граница, 90 %',
      'Ожидаемое место',
      'Лучшее место, 90 %',
      'Худшее место, 90 %',
      'Вероятность верхней пятой части',
      'Вероятность нижней пятой части',
      'Проверяющие отняли (−) или добавили (+)',
      'Состав отнял (−) или добавил (+)',
    ]),
  },
  hu: {
    standings: 'Rangsor',
    about: 'Honnan tudjuk',
    from: 'Első nap',
    to: 'Utolsó nap',
    metric: 'Súly',
    adjustedFor: 'Kiigazítva erre',
    readings: 'Értékelések',
    units: 'Összehasonlított egységek',
    method: 'Módszer',
    warning: 'Figyelmeztetés',
    columns: columnsOf([
      'Kulcs',
      'Név',
      'Hová tartozik',
      'Értékelések',
      'Egyszerű átlag',
      'Becslés',
      'Alsó határ, 90 %',
      'Felső határ, 90 %',
      'Várható hely',
      'Legjobb hely, 90 %',
      'Legrosszabb hely, 90 %',
      'A felső ötöd valószínűsége',
      'Az alsó ötöd valószínűsége',
      'Az értékelők elvettek (−) vagy adtak (+)',
      'Az összetétel elvett (−) vagy adott (+)',
    ]),
  },
  'zh-Hans': {
    standings: '排名',
    about: '计算方式',
    from: '第一天',
    to: '最后一天',
    metric: '权重',
    adjustedFor: '校正项',
    readings: '评分数',
    units: '参与比较的单位',
    method: '方法',
    warning: '提醒',
    columns: columnsOf([
      '编号',
      '名称',
      '所属',
      '评分数',
      '简单平均',
      '估计值',
      '下限（90%）',
      '上限（90%）',
      '预期名次',
      '最好名次（90%）',
      '最差名次（90%）',
      '位于前五分之一的概率',
      '位于后五分之一的概率',
      '评估员扣减（−）或多给（+）',
      '构成扣减（−）或多给（+）',
    ]),
  },
}
