import type { Localized } from './texts';

/** What generated product bases are called. */
export const activities: readonly Localized[] = [
  { fr: 'Visite guidée', en: 'Guided tour' },
  { fr: 'Grand spectacle', en: 'Great show' },
  { fr: 'Journée découverte', en: 'Discovery day' },
  { fr: 'Concert du soir', en: 'Evening concert' },
  { fr: 'Parcours en barque', en: 'Boat trip' },
  { fr: 'Atelier des familles', en: 'Family workshop' },
  { fr: 'Nuit au musée', en: 'Night at the museum' },
];

/** Where generated product bases take place. */
export const places: readonly string[] = [
  'Château de Valmont',
  'Parc des Tilleuls',
  'Théâtre du Marais',
  'Abbaye de Sainte-Ode',
  'Grottes de la Lune',
  'Musée des Émaux',
  'Stade des Alouettes',
  'Jardins d’Aubépine',
  'Cité des Étoiles',
  'Île aux Hérons',
  'Fort Saint-Clair',
];

export const towns: readonly string[] = [
  'Les Épesses',
  'Lyon',
  'Angers',
  'Amboise',
  'Marseille',
  'Lille',
  'Nantes',
];

/** Price types, by position of the product in its product base. */
export const priceTypes: readonly Localized[] = [
  { fr: 'Adulte', en: 'Adult' },
  { fr: 'Enfant (4 à 13 ans)', en: 'Child (4 to 13)' },
  { fr: 'Tarif réduit', en: 'Reduced rate' },
  { fr: 'Famille', en: 'Family' },
  { fr: 'Groupe', en: 'Group' },
];

export const daysCounts: readonly Localized[] = [
  { fr: '1 jour', en: '1 day' },
  { fr: '2 jours', en: '2 days' },
  { fr: '3 jours', en: '3 days' },
];

export const seatingCategories: readonly Localized[] = [
  { fr: 'Carré or', en: 'Gold section' },
  { fr: 'Première catégorie', en: 'First category' },
  { fr: 'Deuxième catégorie', en: 'Second category' },
];

export const zones: readonly Localized[] = [
  { fr: 'Tribune nord', en: 'North stand' },
  { fr: 'Tribune sud', en: 'South stand' },
  { fr: 'Pelouse', en: 'Lawn' },
];

/** Kinds of activity; only `show` is documented. */
export const universes: readonly string[] = ['park', 'show', 'sport'];

export const wholeDay: Localized = { fr: 'Entrée valable toute la journée', en: 'Entrance valid all day' };
export const timeSlot: Localized = { fr: 'Représentation à choisir', en: 'Performance of your choice' };
