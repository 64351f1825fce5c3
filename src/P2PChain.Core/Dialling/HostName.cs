using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace P2PChain.Core.Dialling;

/// <summary>What a text names as a host.</summary>
public static class HostName
{
    /// <summary>
    /// A name of letters of any script, digits, <c>- _ .</c>, or an IP address, an IPv4 one in four decimal numbers, an IPv6 one
    /// without brackets; else
    /// <see cref="UriHostNameType.Unknown"/>.
    /// </summary>
    /// <remarks>
    /// The platform's own check takes no-break spaces, zero-width ones and marks of direction for letters of a name. They come
    /// with what is pasted, nobody sees them, and no such name is ever found.
    /// </remarks>
    public static UriHostNameType KindOf(string host)
    {
        // The system would take 010.0.0.1 for 8.0.0.1 and 10.1 for 10.0.0.1, and dial somebody else than was meant.
        if (IPAddress.TryParse(host, out var ip) && ip.AddressFamily == AddressFamily.InterNetwork && ip.ToString() != host)
            return UriHostNameType.Unknown;
        var kind = Uri.CheckHostName(host);
        return kind != UriHostNameType.Dns || host.EnumerateRunes().All(IsOfName) ? kind : UriHostNameType.Unknown;
    }

    private static bool IsOfName(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || rune.Value is '-' or '_' or '.'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
