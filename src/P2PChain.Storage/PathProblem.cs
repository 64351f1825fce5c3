namespace P2PChain.Storage;

/// <summary>The obstacle on the way to a file. A path that cannot be read is not a missing one.</summary>
/// <param name="Sentence">The fault without the remedy and without a full stop.</param>
/// <param name="Advice">The remedy.</param>
/// <param name="IsForbidden">Whether it is a matter of rights, so that another user may see the file.</param>
public sealed record PathProblem(string Sentence, string Advice, bool IsForbidden)
{
    /// <summary>Checks a path from its root on.</summary>
    /// <param name="path">A file or a directory.</param>
    /// <returns>Null if it leads to something, or the file is simply missing.</returns>
    public static PathProblem? Find(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        foreach (var at in FromRoot(full))
        {
            try
            {
                if (OfPart(at, isLast: at == full) is { } problem) return problem;
            }
            catch (UnauthorizedAccessException)
            {
                return Forbidden(Path.GetDirectoryName(at) ?? at);
            }
            catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
        }

        return null;
    }

    private static PathProblem? OfPart(string at, bool isLast)
    {
        var attributes = File.GetAttributes(at);
        if (attributes.HasFlag(FileAttributes.ReparsePoint) && OfLink(at) is { } problem) return problem;
        if (isLast || Directory.Exists(at)) return null;
        return InTheWay(at);
    }

    /// <summary>A file in place of a directory.</summary>
    public static PathProblem InTheWay(string at) => Target(at) is { } target
        ? new(
            $"{at} is a symbolic link to {target}, a file, where a directory should be",
            "correct the link",
            IsForbidden: false)
        : new($"{at} is a file where a directory should be", "move it away", IsForbidden: false);

    /// <summary>A directory in place of a file.</summary>
    public static PathProblem NotAFile(string at) => Target(at) is { } target
        ? new(
            $"{at} is a symbolic link to {target}, a directory, where a file should be",
            "correct the link",
            IsForbidden: false)
        : new($"{at} is a directory where a file should be", "move it away", IsForbidden: false);

    private static PathProblem? OfLink(string at)
    {
        FileSystemInfo? final;
        try
        {
            final = new FileInfo(at).ResolveLinkTarget(returnFinalTarget: true);
        }
        catch (IOException)
        {
            return new($"{at} is a symbolic link that leads back to itself", "correct the link", IsForbidden: false);
        }

        if (final is null || Path.Exists(final.FullName) || Directory.Exists(final.FullName)) return null;
        return Find(final.FullName)
            ?? new(
                $"{at} is a symbolic link to {Target(at)}, which is not there",
                "mount what it is on, or correct the link",
                IsForbidden: false);
    }

    private static PathProblem Forbidden(string directory) => new(
        $"{directory} may not be searched by this user",
        "give this user the right to, or run this as its owner",
        IsForbidden: true);

    private static string? Target(string at) => new FileInfo(at).LinkTarget;

    private static Stack<string> FromRoot(string path)
    {
        var parts = new Stack<string>();
        for (var at = path; at is not null; at = Path.GetDirectoryName(at)) parts.Push(at);
        return parts;
    }
}
