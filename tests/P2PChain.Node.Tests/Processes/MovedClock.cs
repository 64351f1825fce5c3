using System.Globalization;

namespace P2PChain.Node.Tests.Processes;

/// <summary>
/// A clock for processes of this machine that a test moves while they run. Spans of time pass as usual.
/// </summary>
/// <remarks>Needs the Debian package <c>faketime</c>: <see cref="MovedClockFactAttribute"/>.</remarks>
public sealed class MovedClock
{
    private readonly string _path;

    public MovedClock(string path, TimeSpan ahead)
    {
        _path = path;
        Set(ahead);
    }

    /// <summary>
    /// The library that stands between a program and the system's clock; null if it is not installed.
    /// </summary>
    public static string? Library { get; } = OperatingSystem.IsLinux() && Directory.Exists("/usr/lib")
        ? Directory.EnumerateDirectories("/usr/lib").Append("/usr/lib")
            .Select(static directory => Path.Combine(directory, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(
                File.Exists)
        : null;

    /// <summary>The environment of a program that reads this clock.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = Library!,
        ["FAKETIME_TIMESTAMP_FILE"] = _path,
        ["FAKETIME_NO_CACHE"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0", // else waits with a time-out take seconds too long
    };

    /// <summary>Sets the clock.</summary>
    /// <param name="ahead">Its lead over the right time.</param>
    public void Set(TimeSpan ahead)
    {
        // A program must not read half a file.
        var draft = _path + ".new";
        File.WriteAllText(draft, string.Create(CultureInfo.InvariantCulture, $"+{ahead.TotalSeconds:0}s\n"));
        File.Move(draft, _path, overwrite: true);
    }
}
