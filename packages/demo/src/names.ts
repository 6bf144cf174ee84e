import type { Rng } from '@tandem/stats'
import { pick } from './random.ts'
import type { Language } from './units.ts'

type Names = { readonly women: string; readonly men: string; readonly family: string }

const names: Readonly<Record<Language, Names>> = {
  en: {
    women:
      'Amelia Olivia Grace Priya Emily Hannah Chloe Megan Sophie Aisha Lucy Rachel Bethan Catriona Nicola Joanne Karen Shabnam Eleanor Ruth Zoe Gemma Fiona Helen Nadia',
    men: 'Oliver Jack Harry Callum Rhys Ben Tom Daniel Imran Liam Connor Ryan Angus Gareth Stuart Martin Neil Kwame Raj Adam Luke Peter Ian Craig Jamie',
    family:
      'Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White Roberts Green Hall Wood Jackson Clarke Khan Hughes Edwards Hill Moore Campbell Stewart Murray Reid Fraser Begum Lewis Harris Cooper Ward Turner Bell Shaw Parker',
  },
  ru: {
    women:
      'Анна Мария Елена Ольга Наталья Татьяна Ирина Светлана Екатерина Юлия Дарья Алина Полина Вера Людмила Галина Ксения Марина Надежда Гульнара Алсу Виктория Оксана Яна',
    men: 'Александр Дмитрий Максим Сергей Андрей Алексей Иван Михаил Никита Артём Егор Роман Павел Владимир Кирилл Тимур Денис Игорь Олег Руслан Антон Виктор Глеб Степан',
    family:
      'Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов Яковлев Григорьев Романов Воробьёв Сергеев Галимов',
  },
  hu: {
    women:
      'Éva Anna Katalin Zsófia Eszter Judit Ágnes Réka Dóra Nóra Ildikó Erzsébet Mária Viktória Boglárka Tímea Orsolya Kinga Noémi Lilla Hanna Piroska',
    men: 'László István József Zoltán Bence Máté Péter Gábor Tamás Attila Balázs Ádám Dávid Levente Krisztián Csaba Ferenc Gergő Norbert Márk Sándor Imre',
    family:
      'Nagy Kovács Tóth Szabó Horváth Varga Kiss Molnár Németh Farkas Balogh Papp Takács Juhász Lakatos Mészáros Oláh Simon Rácz Fekete Szilágyi Török Fehér Balázs Gál Kis Szűcs Kocsis Orsós Pintér',
  },
  zh: {
    women:
      '小红 丽华 静怡 晓燕 雨桐 思琪 佳慧 婷婷 雪梅 梓涵 欣怡 秀英 玉兰 晓雯 慧敏 春梅 可欣 诗涵 美玲 海燕',
    men: '伟 建国 志强 浩然 子轩 俊杰 文博 国栋 晓东 明辉 宇航 海涛 家豪 天佑 永强 鹏飞 振华 思远 立新 少华',
    family:
      '王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 罗 高 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 肖 田 董 潘 袁 蔡 蒋 余',
  },
}

type Lists = { readonly women: string[]; readonly men: string[]; readonly family: string[] }
const split = ({ women, men, family }: Names): Lists => ({
  women: women.split(' '),
  men: men.split(' '),
  family: family.split(' '),
})
const lists: Readonly<Record<Language, Lists>> = {
  en: split(names.en),
  ru: split(names.ru),
  hu: split(names.hu),
  zh: split(names.zh),
}

export type PersonName = {
  /** As written in their own country: family name first in Hungary and China. */
  readonly full: string
  /** As a customer would call them from the badge. */
  readonly badge: string
  readonly woman: boolean
}

export function drawName(rng: Rng, language: Language): PersonName {
  const list = lists[language]
  const woman = rng.uniform() < 0.54
  const given = pick(rng, woman ? list.women : list.men)
  const family = pick(rng, list.family)
  if (language === 'zh')
    return { full: family + given, badge: given.length > 1 ? given : family + given, woman }
  if (language === 'hu') return { full: `${family} ${given}`, badge: given, woman }
  return { full: `${given} ${language === 'ru' && woman ? `${family}а` : family}`, badge: given, woman }
}
