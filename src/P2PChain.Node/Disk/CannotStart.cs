using P2PChain.Actors;
using P2PChain.Actors.Protocols;
using P2PChain.Storage;

namespace P2PChain.Node.Disk;

/// <summary>Makes the one sentence of a start that fails.</summary>
internal static class CannotStart
{
    private const string DataKey = "p2pchain.data";
    private const int NoRoom = 28; // ENOSPC
    private const int ReadOnlyFileSystem = 30; // EROFS
    private const int OverQuota = 122; // EDQUOT on Linux

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
            throw Because(ExitCode.Disk, $"{path} cannot {deed} ({OneLine(error.Message)}): {Advice(error)}, or {Another(key)}.", error);
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

    /// <summary>Refuses a path that cannot lead to a directory, whether it is there or not.</summary>
    public static void UnlessDirectory(string path, string key)
    {
        var problem = PathProblem.Find(path) ?? (File.Exists(path) ? PathProblem.InTheWay(path) : null);
        if (problem is not null) throw Because(ExitCodeOf(problem), $"{problem.Sentence}: {problem.Advice}, or {Another(key)}.");
    }

    /// <summary>Refuses a path that cannot lead to a file, whether it is there or not.</summary>
    public static void UnlessFile(string path)
    {
        var problem = PathProblem.Find(path) ?? (Directory.Exists(path) ? PathProblem.NotAFile(path) : null);
        if (problem is not null) throw Because(ExitCodeOf(problem), $"{problem.Sentence}: {problem.Advice}.");
    }

    /// <summary>What to do about what the system complains of.</summary>
    public static string Advice(Exception error) => error switch
    {
        UnauthorizedAccessException => "give this user the right to",
        IOException { HResult: ReadOnlyFileSystem } => "mount its file system so that it can be written",
        IOException { HResult: NoRoom or OverQuota } => "make room",
        _ => "make room or repair the disk",
    };

    /// <summary>A message of the system's as part of a sentence.</summary>
    public static string OneLine(string message) =>
        string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .TrimEnd('.');

    private static int ExitCodeOf(PathProblem problem) => problem.IsForbidden ? ExitCode.Disk : ExitCode.Configuration;

    private static string Another(string key) => $"name another directory with --set {key}=DIRECTORY";
}
