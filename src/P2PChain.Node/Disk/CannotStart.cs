using P2PChain.Actors;
using P2PChain.Actors.Node;
using P2PChain.Storage;

namespace P2PChain.Node.Disk;

/// <summary>Makes the sentence of a failed start.</summary>
internal static class CannotStart
{
    private const string DataKey = "p2pchain.data";
    private const int NoRoom = 28; // ENOSPC
    private const int ReadOnlyFileSystem = 30; // EROFS
    private const int OverQuota = 122; // EDQUOT on Linux

    /// <summary>The exception that carries the sentence to the program's end.</summary>
    /// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
    /// <param name="sentence">The fault and the remedy.</param>
    /// <param name="cause">The exception behind it, for the log.</param>
    public static NodeStartException Because(int exitCode, string sentence, Exception? cause = null) =>
        new(new NodeFailure(exitCode, sentence, cause));

    /// <summary>Runs work on the disk and turns an error of the system into a sentence.</summary>
    /// <param name="path">The path, named in the sentence.</param>
    /// <param name="deed">The work that failed, such as "be written".</param>
    /// <param name="touch">The work.</param>
    /// <param name="key">The key of the configuration that names another path.</param>
    public static T OnDisk<T>(string path, string deed, Func<T> touch, string key = DataKey)
    {
        try
        {
            return touch();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            var sentence = $"{path} cannot {deed} ({OneLine(error.Message)}): {Advice(error)}, or {Another(key)}.";
            throw Because(ExitCode.Disk, sentence, error);
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

    /// <summary>Refuses a path that cannot lead to a directory, existing or not.</summary>
    public static void UnlessDirectory(string path, string key)
    {
        var problem = PathProblem.Find(path) ?? (File.Exists(path) ? PathProblem.InTheWay(path) : null);
        if (problem is not null)
            throw Because(ExitCodeOf(problem), $"{problem.Sentence}: {problem.Advice}, or {Another(key)}.");
    }

    /// <summary>Refuses a path that cannot lead to a file, existing or not.</summary>
    public static void UnlessFile(string path)
    {
        var problem = PathProblem.Find(path) ?? (Directory.Exists(path) ? PathProblem.NotAFile(path) : null);
        if (problem is not null) throw Because(ExitCodeOf(problem), $"{problem.Sentence}: {problem.Advice}.");
    }

    /// <summary>The remedy for an error of the system.</summary>
    public static string Advice(Exception error) => error switch
    {
        UnauthorizedAccessException => "give this user the right to",
        IOException { HResult: ReadOnlyFileSystem } => "mount its file system so that it can be written",
        IOException { HResult: NoRoom or OverQuota } => "make room",
        _ => "make room or repair the disk",
    };

    /// <summary>An error message of the system as part of a sentence.</summary>
    public static string OneLine(string message)
    {
        const StringSplitOptions Options = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        return string.Join(' ', message.Split(['\r', '\n'], Options)).TrimEnd('.');
    }

    private static int ExitCodeOf(PathProblem problem) => problem.IsForbidden ? ExitCode.Disk : ExitCode.Configuration;

    private static string Another(string key) => $"name another directory with --set {key}=DIRECTORY";
}
