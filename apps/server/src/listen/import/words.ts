/**
 * How columns are called, by meaning, in English, Russian, Hungarian, Chinese, Portuguese and German.
 * A word matches the head of a name (its last word without endings such as id or name) or the beginning of a
 * name written together; Chinese matches anywhere.
 */
const words = {
  unit: `store shop site branch outlet restaurant cafe hotel clinic hospital school dept department unit team office
    seller vendor merchant partner supplier dealer franchise lounge airline depot trust ward facility venue station warehouse
    location business company agency bank provider
    магазин филиал точка отдел подразделение ресторан отделение офис площадка объект продавец партнёр партнер компания школа
    üzlet bolt telephely fiók fiok egység egyseg osztály osztaly étterem etterem iroda partner iskola kórház
    门店 店铺 分店 餐厅 部门 网点 单位 学校 医院 商家
    loja filial unidade departamento restaurante vendedor agência agencia escola hospital parceiro
    filiale standort abteilung geschäft betrieb markt niederlassung einrichtung schule haus händler`,
  time: `date time datetime timestamp day when created submitted answered occurred visited year month period
    дата время день когда год месяц период dátum datum idő ido idopont időpont nap év ev hónap
    日期 时间 年份 年 月份 data hora dia ano mês mes datum zeit zeitpunkt tag jahr monat`,
  evaluator: `inspector auditor evaluator shopper assessor rater surveyor examiner judge
    инспектор аудитор проверяющий оценщик покупатель_тайный ellenőr ellenor auditor értékelő ertekelo próbavásárló
    检查员 评估员 审核员 督导 inspetor auditor avaliador prüfer auditor inspektor tester`,
  employee: `employee staff agent waiter cashier clerk lecturer teacher doctor driver manager consultant advisor docent instructor operator nurse
    сотрудник работник официант кассир менеджер оператор врач преподаватель водитель продавец-консультант
    dolgozó dolgozo munkatárs munkatars alkalmazott pincér ügyintéző tanár oktató orvos
    员工 服务员 店员 教师 客服 职员 funcionário funcionario colaborador atendente garçom professor médico
    mitarbeiter kellner berater lehrer dozent fahrer arzt`,
  customer: `customer client guest user patient student respondent passenger buyer consumer member reviewer participant subject
    клиент покупатель гость пользователь пациент студент респондент пассажир ученик
    ügyfél ugyfel vevő vevo vendég vendeg páciens hallgató válaszadó utas felhasználó
    客户 顾客 用户 学生 患者 会员 cliente usuário usuario paciente aluno respondente hóspede passageiro
    kunde kunden gast patient benutzer teilnehmer befragter schüler`,
  touchpoint: `touchpoint stage step moment точка_контакта этап érintkezési érintési szakasz 触点 环节 etapa kontaktpunkt`,
  channel: `channel medium device platform канал csatorna 渠道 canal kanal`,
  language: `language lang locale язык nyelv 语言 语种 idioma língua lingua sprache`,
  latitude: `latitude lat y широта szélesség 纬度 latitude breitengrad`,
  longitude: `longitude lon lng long x долгота hosszúság 经度 longitude längengrad`,
  comment: `comment comments review reviewbody feedback text body message remark remarks opinion verbatim suggestion suggestions complaint praise reason title
    комментарий комментарии отзыв замечание пожелание предложение текст причина
    megjegyzés megjegyzes vélemény velemeny szöveg szoveg észrevétel javaslat hozzászólás
    评论 评价内容 意见 建议 留言 反馈 点评 comentário comentario opinião opiniao mensagem texto observação observacao sugestão
    kommentar anmerkung bemerkung meinung freitext text`,
  rating: `score rating stars star nps csat ces enps satisfaction grade mark points quality recommend recommended likelihood sat overall eval evaluation y
    оценка балл баллы рейтинг удовлетворенность удовлетворённость рекомендация
    pontszám pontszam pont értékelés ertekeles elégedettség elegedettseg csillag osztályzat ajánlás
    评分 星级 满意度 得分 分数 推荐 总分 nota avaliação avaliacao pontuação pontuacao satisfação satisfacao estrelas recomendação
    bewertung note punkte zufriedenheit sterne punktzahl empfehlung`,
  figure: `price cost costs per pct enrollment freight amount revenue sales turnover minutes hours seconds days wait duration delay count quantity qty items
    responses respondents proportion ratio percent percentage shmi mortality rr attrition absence churn orders visits complaints incidents errors returns margin profit tickets sellers temperature violations crime n
    цена стоимость сумма выручка продажи минуты часы дни ожидание длительность количество доля процент
    ár költség összeg bevétel forgalom perc óra várakozás darab mennyiség arány százalék
    价格 金额 成本 收入 销售额 分钟 小时 天数 等待 时长 数量 占比 比例 preço preco valor_total custo receita vendas minutos horas dias espera quantidade taxa
    preis kosten betrag umsatz minuten stunden tage wartezeit dauer anzahl menge anteil prozent`,
  metricName: `question metric item indicator measure kpi variable dimension criterion aspect
    вопрос показатель метрика критерий kérdés kerdes mutató mutato szempont 指标 问题 题目 pergunta indicador métrica metrica questão frage kennzahl kriterium`,
  value: `value answer response result score rating ответ значение результат оценка érték ertek válasz valasz eredmény 值 答案 数值 结果 得分 valor resposta resultado nota wert antwort ergebnis`,
  unitParent: `parent region area division district zone cluster регион область округ дивизион régió regio terület körzet 区域 大区 地区 região regiao regional bereich gebiet`,
  attribute: `age gender sex segment category class group size city town state country county province region district borough
    zip postal postcode postalcode zipcode phone version wave split type level
    возраст пол сегмент категория класс группа город страна край индекс телефон
    kor nem szegmens kategória kategoria osztály csoport város varos ország irányítószám
    年龄 性别 类别 类型 城市 省 国家 邮编 电话 idade sexo segmento categoria grupo cidade estado país pais cep telefone
    alter geschlecht kategorie gruppe stadt land plz postleitzahl telefon bundesland`,
  described: `address street city town zip postal postcode postalcode zipcode phone state latitude longitude opened opendate capacity facilitytype
    адрес улица город индекс телефон cím cim utca város varos irányítószám telefon 地址 城市 邮编 电话 endereço endereco rua cidade cep telefone
    adresse straße strasse stadt plz postleitzahl telefon`,
  name: `name title label название имя наименование név nev megnevezés 名称 名字 店名 nome name bezeichnung`,
  id: `id key code no nr num number ref guid uuid код номер ид ключ azonosító azonosito kód kod szám szam 编号 代码 序号 号 código codigo número numero nummer kennung schlüssel`,
} as const
export type Word = keyof typeof words

const lists: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(words).map(([word, text]) => [
    word,
    new Set(text.split(/\s+/).map((w) => w.replaceAll('_', ''))),
  ]),
)
const listOf = (word: Word): ReadonlySet<string> => lists.get(word) ?? new Set()

/** Files of employee voice speak of these. */
export const employeeCue =
  /engagement|enps|work ?stress|recommend ?work|freedom ?speak|job ?sat|burn ?out|employee (survey|happiness)|staff survey|well ?being|вовлеч|elkötelez|敬业|engajamento|mitarbeiterbefragung/i
export const auditCue =
  /inspect|audit|checklist|complian|violation|hygiene|sanitation|проверк|аудит|инспек|ellenőrz|检查|巡检|auditoria|inspe[cç]|prüfung/i
export const serviceTestCue =
  /mystery|shopper|secret ?(guest|client)|service ?test|тайн|próbavásár|神秘|cliente ?oculto|testkauf/i
/** Less is better. */
export const downCue =
  /late|delay|wait(?!er)|complain|stress|turnover|absen|mortal|shmi|crime|error|defect|churn|attrition|cost|price|freight|handling|delivery|duration|queue|violation|effort|incident|return|ожидан|жалоб|задерж|várakoz|panasz|késés|költség|等待|投诉|成本|价格|espera|atraso|reclama|preço|custo|wartezeit|beschwerde|kosten|preis/i

/** Who speaks, by a word of a column's name. Single letters count only where columns differ by them alone. */
export const speakers: Readonly<Record<string, 'customer' | 'employee' | 'total'>> = {
  p: 'customer',
  s: 'customer',
  t: 'employee',
  c: 'customer',
  e: 'employee',
  g: 'customer',
  parent: 'customer',
  parents: 'customer',
  student: 'customer',
  students: 'customer',
  customer: 'customer',
  customers: 'customer',
  client: 'customer',
  guest: 'customer',
  patient: 'customer',
  teacher: 'employee',
  teachers: 'employee',
  employee: 'employee',
  employees: 'employee',
  staff: 'employee',
  tot: 'total',
  total: 'total',
  all: 'total',
}

/** How well a name matches a meaning: 0 not at all, 1 weakly, 2 well, 3 wholly. */
export function nameMatch(name: ColumnName, word: Word): number {
  const list = listOf(word)
  if (list.has(name.squashed)) return 3
  if (name.head !== '' && list.has(name.head))
    return name.tokens[0] === name.head || name.bare.length === 1 ? 2.5 : 2
  for (const entry of list) if (begins(name.squashed, entry)) return 1.5
  if (word === 'attribute' && /(type|class|category|group|level)$/.test(name.squashed)) return 2
  return name.bare.some((token) => token.length > 2 && list.has(token)) ? 1 : 0
}

/** `schoolname` begins with a school, `customer` not with the Portuguese cost; Chinese words stand anywhere. */
function begins(squashed: string, entry: string): boolean {
  if (/[\u4e00-\u9fff]/.test(entry)) return squashed.includes(entry)
  if (entry.length < 4 || !squashed.startsWith(entry)) return false
  const rest = squashed.slice(entry.length)
  return listOf('id').has(rest) || listOf('name').has(rest) || (entry.length >= 6 && rest.length <= 7)
}

export interface ColumnName {
  tokens: string[]
  /** Tokens without endings such as id, code or name. */
  bare: string[]
  /** The last of the bare tokens: what the column is about. */
  head: string
  /** The name as one lower-case word. */
  squashed: string
  /** Ends in id, code, number... */
  isId: boolean
  /** Ends in name, title... */
  isName: boolean
}

export function readName(name: string): ColumnName {
  const tokens = name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((token) => token !== '')
  const bare = [...tokens]
  let isId = false
  let isName = false
  while (bare.length > 0) {
    const last = bare[bare.length - 1]!
    if (listOf('id').has(last) || (last === 'index' && tokens.length === 1)) isId = true
    else if (listOf('name').has(last)) isName = true
    else break
    bare.pop()
  }
  if (bare.length > 1 && ['id', 'ид', 'код', 'code', 'nr', 'número'].includes(bare[0] ?? '')) {
    isId = true
    bare.shift()
  }
  const squashed = tokens.join('')
  if (!isId && tokens.length === 1 && /(id|code|код|kód|编号|nummer)$/.test(squashed) && squashed.length > 3)
    isId = true
  if (!isName && tokens.length === 1 && /(name|название|név|名称|nome)$/.test(squashed)) isName = true
  return { tokens, bare, head: bare[bare.length - 1] ?? '', squashed, isId, isName }
}
