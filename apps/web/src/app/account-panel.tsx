import { Link, useNavigate } from '@tanstack/react-router'
import { LogOut, Settings2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { signOut } from './auth.ts'
import { LanguageChoice } from './language-choice.tsx'
import classes from './panels.module.css'
import { SchemeChoice } from './scheme-choice.tsx'
import { forgetEverything, useMe } from './session.ts'
import './mantine-more.css'

export default function AccountPanel({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('common')
  const me = useMe()
  const navigate = useNavigate()
  const leave = async () => {
    await signOut()
    forgetEverything()
    await navigate({ to: '/sign-in', search: {} })
  }
  return (
    <div>
      <div className={classes.who}>
        <strong>{me.user.name}</strong>
        <span className="muted small">
          {me.user.email}
          <br />
          {t(`role.${me.role}`)}
          {me.scope && ` · ${me.scope.name}`}
        </span>
      </div>
      <div className={classes.group}>
        <SchemeChoice />
      </div>
      <div className={classes.group}>
        <LanguageChoice signedIn label={t('language')} />
      </div>
      <Link to="/settings" className={classes.choice} style={{ textDecoration: 'none' }} onClick={onDone}>
        {t('nav.settings')}
        <Settings2 size={15} aria-hidden="true" />
      </Link>
      <button type="button" className={classes.choice} onClick={() => void leave()}>
        {t('account.signOut')}
        <LogOut size={15} aria-hidden="true" />
      </button>
    </div>
  )
}
