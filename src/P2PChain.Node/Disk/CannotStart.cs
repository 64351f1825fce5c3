using P2PChain.Actors;
using P2PChain.Actors.Protocols;

namespace P2PChain.Node.Disk;

/// <summary>Makes the one sentence of a start that fails.</summary>
internal static class CannotStart
{
    private const string DataKey = "p2pchain.data";

    /// <summary>The exception that carries it to the program's end.</summary>
    /// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
    /// <param name="sentence">What is wrong and what to do.</param>
    /// <param name="cause">What was thrown, for the log.</param>
    public static NodeStartException Because(int exitCode, string sentence, Exception? cause = null) =>
        new(new NodeFailure(exitCode, sentence, cause));

    /// <summary>Runs something that touches the disk, and turns what the system complains of into a sentence.</summary>
    /// <param name="path">What is touched, named in the sentence.</param>
    /// <param name="deed">What could not be done, such as "be written".</param>
    /// <param name="touch">The work.</param>
    /// <param name="key">The key that names another place.</param>
    public static T OnDisk<T>(string path, string deed, Func<T> touch, string key = DataKey)
    {
        try
        {
            return touch();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Because(ExitCode.Disk, $"{path} cannot {deed} ({OneLine(error.Message)}): {Advice(error, key)}.", error);
        }
    }

    /// <inheritdoc cref="OnDisk{T}"/>
    public static void OnDisk(string path, string deed, Action touch, string key = DataKey) => OnDisk(
        path,
        deed,
        () =>
        {
            touch();
            return true;
        },
        key);

    /// <summary>Refuses a path that leads through a file, or ends at one, where directories should be.</summary>
    public static void UnlessDirectory(string path, string key)
    {
        for (var at = path; at is not null; at = Path.GetDirectoryName(at))
            if (File.Exists(at))
                throw Because(
                    ExitCode.Configuration,
                    $"{at} is a file where a directory should be: move it away, or {Another(key)}.");
    }

    /// <summary>Refuses a directory where a file should be.</summary>
    public static void UnlessFile(string path)
    {
        if (Directory.Exists(path))
            throw Because(ExitCode.Configuration, $"{path} is a directory where a file should be: move it away.");
    }

    /// <summary>A message of the system's as part of a sentence.</summary>
    public static string OneLine(string message) =>
        string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .TrimEnd('.');

    private static string Advice(Exception error, string key) => error is UnauthorizedAccessException
        ? $"give this user the right to, or {Another(key)}"
        : $"make room or repair the disk, or {Another(key)}";

    private static string Another(string key) => $"name another directory with --set {key}=DIRECTORY";
}
