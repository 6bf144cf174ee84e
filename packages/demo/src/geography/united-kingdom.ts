/** region | store | latitude | longitude. The place before the comma is the town. */
export const unitedKingdom = `
london | Dartford, Retail Park | 51.446 | 0.217
london | Croydon, Purley Way | 51.367 | -0.117
london | Wembley, London Designer Park | 51.557 | -0.282
london | Romford, Market Place | 51.578 | 0.181
london | Brighton, North Street | 50.823 | -0.140
london | Reading, Oracle | 51.454 | -0.972
london | Guildford, Ladymead | 51.248 | -0.578
london | Southampton, West Quay | 50.904 | -1.407
london | Portsmouth, Ocean Park | 50.823 | -1.057
london | Maidstone, Fremlin Walk | 51.275 | 0.520
london | Watford, Colne Valley | 51.646 | -0.391
london | Oxford, Botley Road | 51.752 | -1.277
south-west | Bath, Walcot Street | 51.387 | -2.360
south-west | Bristol, Cribbs Causeway | 51.525 | -2.596
south-west | Bristol, Cabot Circus | 51.458 | -2.585
south-west | Exeter, Marsh Barton | 50.707 | -3.530
south-west | Plymouth, Drake Circus | 50.372 | -4.139
south-west | Swindon, Greenbridge | 51.566 | -1.747
south-west | Gloucester, Quays | 51.861 | -2.251
south-west | Bournemouth, Castlepoint | 50.752 | -1.843
south-west | Cardiff, Newport Road | 51.495 | -3.146
south-west | Swansea, Parc Fforestfach | 51.641 | -3.990
south-west | Newport, Spytty Park | 51.577 | -2.956
south-west | Taunton, Riverside | 51.019 | -3.089
midlands | Birmingham, Star City | 52.504 | -1.855
midlands | Birmingham, Selly Oak | 52.441 | -1.933
midlands | Coventry, Central Six | 52.401 | -1.518
midlands | Nottingham, Castle Marina | 52.943 | -1.163
midlands | Leicester, Fosse Park | 52.600 | -1.190
midlands | Derby, Kingsway | 52.919 | -1.509
midlands | Stoke-on-Trent, Festival Park | 53.031 | -2.186
midlands | Wolverhampton, Peel Centre | 52.588 | -2.117
midlands | Northampton, Riverside | 52.238 | -0.851
midlands | Peterborough, Brotherhood | 52.601 | -0.263
midlands | Lincoln, Tritton Road | 53.220 | -0.553
midlands | Worcester, Elgar Park | 52.216 | -2.195
north | Leeds, Crown Point | 53.790 | -1.541
north | Leeds, Kirkstall Road | 53.806 | -1.580
north | Bradford, Forster Square | 53.798 | -1.756
north | Sheffield, Meadowhall | 53.414 | -1.412
north | York, Monks Cross | 53.987 | -1.046
north | Hull, St Andrew's Quay | 53.735 | -0.372
north | Manchester, Fort | 53.509 | -2.229
north | Stockport, Peel Centre | 53.411 | -2.152
north | Liverpool, Edge Lane | 53.408 | -2.921
north | Preston, Deepdale | 53.772 | -2.683
north | Newcastle, Kingston Park | 55.016 | -1.666
north | Sunderland, Trimdon Street | 54.909 | -1.394
north | Middlesbrough, Teesside Park | 54.562 | -1.289
scotland | Edinburgh, Straiton | 55.880 | -3.155
scotland | Edinburgh, Hermiston Gait | 55.922 | -3.305
scotland | Glasgow, Braehead | 55.876 | -4.366
scotland | Glasgow, Forge | 55.855 | -4.196
scotland | Aberdeen, Beach Boulevard | 57.150 | -2.084
scotland | Dundee, Kingsway West | 56.473 | -3.024
scotland | Inverness, Eastfield Way | 57.480 | -4.185
`
