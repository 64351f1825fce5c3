using System.Security.Cryptography;
using System.Text;

namespace P2PChain.Http.Access;

/// <summary>
/// The sessions of browsers, in memory only. The owner's program makes a code and shows it; the browser exchanges the
/// code once for a session's token. So the owner's token is never in an address or a page. Any thread may use it.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="codesMax">The most codes that wait, 1 or more; the oldest one gives way.</param>
/// <param name="sessionsMax">The most sessions, 1 or more; the one that was not used for longest gives way.</param>
public sealed class Sessions(
    TimeProvider clock, int codesMax = Sessions.CodesMax, int sessionsMax = Sessions.SessionsMax)
{
    /// <summary>The usual bound on the codes.</summary>
    public const int CodesMax = 16;

    /// <summary>The usual bound on the sessions.</summary>
    public const int SessionsMax = 64;

    private readonly Lock _lock = new();

    // The keys are hashes, so the time of a search tells nothing of the texts.
    private readonly Dictionary<string, long> _madeCodes = [];
    private readonly Dictionary<string, long> _usedSessions = [];

    /// <summary>The time for which a code is good.</summary>
    public static TimeSpan CodeLifetime { get; } = TimeSpan.FromSeconds(60);

    /// <summary>The time without use after which a session ends.</summary>
    public static TimeSpan IdleMax { get; } = TimeSpan.FromHours(12);

    /// <summary>Makes a code of 256 random bits for one exchange.</summary>
    public string NewCode()
    {
        var code = SecretText.Create();
        lock (_lock) Add(_madeCodes, code, CodeLifetime, codesMax);
        return code;
    }

    /// <summary>Exchanges a code for the token of a new session.</summary>
    /// <returns>The token; null if the code is unknown, was used before, or is too old.</returns>
    public string? Exchange(string code)
    {
        lock (_lock)
        {
            Forget(_madeCodes, CodeLifetime);
            if (!_madeCodes.Remove(KeyOf(code))) return null;
            var token = SecretText.Create();
            Add(_usedSessions, token, IdleMax, sessionsMax);
            return token;
        }
    }

    /// <summary>Whether a text is the token of a session. If it is, the session was used now.</summary>
    public bool Use(string token)
    {
        var key = KeyOf(token);
        lock (_lock)
        {
            Forget(_usedSessions, IdleMax);
            if (!_usedSessions.ContainsKey(key)) return false;
            _usedSessions[key] = clock.GetTimestamp();
            return true;
        }
    }

    private void Add(Dictionary<string, long> times, string text, TimeSpan lifetime, int max)
    {
        Forget(times, lifetime);
        if (times.Count >= max) times.Remove(times.MinBy(static one => one.Value).Key);
        times.Add(KeyOf(text), clock.GetTimestamp());
    }

    private void Forget(Dictionary<string, long> times, TimeSpan lifetime)
    {
        foreach (var (key, since) in times)
        {
            if (clock.GetElapsedTime(since) >= lifetime) times.Remove(key);
        }
    }

    private static string KeyOf(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
