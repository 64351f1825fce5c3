using System.Globalization;
using System.Text;

namespace P2PChain.Node.Configuration;

/// <summary>Writes settings as text with one meaning to Akka's parser: full keys, everything quoted.</summary>
internal static class HoconWriter
{
    /// <summary>One line per setting. Sections without a key are left out.</summary>
    public static string Write(IEnumerable<Assignment> settings)
    {
        var text = new StringBuilder();
        foreach (var setting in settings)
        {
            var value = setting.Value switch
            {
                SettingValue.Single single => Quote(single.Text),
                SettingValue.List list => list.ToString(),
                _ => null,
            };
            if (value is not null)
                text.AppendJoin('.', setting.Key.Segments.Select(Quote)).Append(" = ").Append(value).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The text in quotes, with the escapes of JSON.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var letter in text)
        {
            if (letter is '"' or '\\')
                quoted.Append('\\').Append(letter);
            else if (char.IsControl(letter))
                quoted.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture));
            else
                quoted.Append(letter);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>The text as an operator writes it: quoted only if necessary.</summary>
    public static string Display(string text) =>
        text.Length > 0 && text.All(static letter => KeyPath.IsPlain(letter) || letter == '.') ? text : Quote(text);
}
