/** region | store | latitude | longitude. The place before the comma is the town. */
export const hungary = `
budapest | Budapest, Budaörsi út | 47.466 | 19.000
budapest | Budapest, Fehérvári út | 47.455 | 19.040
budapest | Budapest, Váci út | 47.553 | 19.073
budapest | Budapest, Örs vezér tere | 47.504 | 19.135
budapest | Budapest, Soroksári út | 47.450 | 19.090
budapest | Érd, Budai út | 47.390 | 18.920
budapest | Vác, Széchenyi utca | 47.776 | 19.133
dunantul | Győr, Árkád | 47.690 | 17.646
dunantul | Pécs, Király utca | 46.077 | 18.233
dunantul | Székesfehérvár, Palotai út | 47.193 | 18.400
dunantul | Szombathely, Fő tér | 47.231 | 16.622
dunantul | Sopron, Várkerület | 47.684 | 16.592
dunantul | Veszprém, Budapest út | 47.096 | 17.915
dunantul | Kaposvár, Fő utca | 46.357 | 17.789
dunantul | Zalaegerszeg, Balatoni út | 46.842 | 16.856
alfold | Debrecen, Piac utca | 47.530 | 21.624
alfold | Debrecen, Kishatár út | 47.541 | 21.584
alfold | Szeged, Kárász utca | 46.253 | 20.148
alfold | Kecskemét, Izsáki út | 46.893 | 19.667
alfold | Nyíregyháza, Pazonyi út | 47.965 | 21.743
alfold | Szolnok, Ady Endre út | 47.178 | 20.187
north-hu | Miskolc, Széchenyi utca | 48.103 | 20.790
north-hu | Eger, Dobó tér | 47.903 | 20.377
north-hu | Salgótarján, Rákóczi út | 48.098 | 19.803
`
